import http from 'node:http';
import https from 'node:https';

type DeliveryStatus = number | 'timeout' | 'unreachable';

/** Posts over kept-alive connections; a redirect is an answer like any other, and never followed. */
export class WebhookTransport {
  private readonly plain = new http.Agent({ keepAlive: true, maxFreeSockets: 64 });
  private readonly secure = new https.Agent({ keepAlive: true, maxFreeSockets: 64 });

  post(url: string, headers: Record<string, string>, body: string, timeoutMs: number): Promise<DeliveryStatus> {
    return new Promise((resolve) => {
      const bytes = Buffer.from(body);
      const isSecure = url.startsWith('https:');
      const options = {
        method: 'POST',
        agent: isSecure ? this.secure : this.plain,
        headers: { ...headers, 'Content-Length': String(bytes.length) },
      };
      let request: http.ClientRequest;
      try {
        request = (isSecure ? https : http).request(url, options);
      } catch {
        return resolve('unreachable');
      }
      const deadline = setTimeout(() => {
        resolve('timeout');
        request.destroy();
      }, timeoutMs);
      request.on('response', (response) => {
        response.on('error', () => undefined);
        response.resume().on('close', () => {
          clearTimeout(deadline);
          resolve(response.statusCode ?? 'unreachable');
        });
      });
      request.on('error', () => {
        clearTimeout(deadline);
        resolve('unreachable');
      });
      request.end(bytes);
    });
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }
}
