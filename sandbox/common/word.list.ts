/** Words to choose from by a number: any number will do. */
export function wordList(words: string): (choice: number) => string {
  const list = words.split(',');
  return (choice) => list[choice % list.length]!;
}
