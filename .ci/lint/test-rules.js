/** What makes a test fail on a slow machine, or hide why it has failed. */

const HOOKS_AFTER = new Set(['afterAll', 'afterEach']);
const COLLECTING = new Set(['describe']);

const isFunction = (node) => node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';

/** `describe`, of `describe(…)`, `describe.each(…)(…)` and `describe.skip(…)`. */
function nameOfCall(call) {
  let { callee } = call;
  while (callee.type === 'CallExpression' || callee.type === 'MemberExpression')
    callee = callee.callee ?? callee.object;
  return callee.type === 'Identifier' ? callee.name : '';
}

/** The call that this function is given to, if it is. */
const takerOf = (node) => (node.parent.type === 'CallExpression' && node.parent.callee !== node ? node.parent : null);

/** Whether this is run while the tests are collected, long before any of them. */
function isCollecting(node) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'FunctionDeclaration' || at.type === 'PropertyDefinition') return false;
    if (!isFunction(at)) continue;
    const taker = takerOf(at);
    if (!taker || !COLLECTING.has(nameOfCall(taker))) return false;
  }
  return true;
}

const isNow = ({ callee }) =>
  callee.type === 'MemberExpression' &&
  callee.property.name === 'now' &&
  ['Date', 'performance'].includes(callee.object.name);

/** A variable that has a value only once a hook has run: `let world: World;`. */
const isSetLater = (variable) =>
  variable?.defs.some(({ node, parent }) => node.type === 'VariableDeclarator' && !node.init && parent.kind === 'let');

function variableOf(context, identifier) {
  if (!identifier) return undefined;
  for (let scope = context.sourceCode.getScope(identifier); scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name);
    if (variable) return variable;
  }
  return undefined;
}

const isClock = (node) =>
  node.type === 'NewExpression' ? node.callee.name === 'Date' && node.arguments.length === 0 : isNow(node);

/** The name of the nearest function around it that has one of its own: `const name = () => …` or `function name()`. */
function nameAround(node) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'FunctionDeclaration') return at.id;
    if (isFunction(at)) return at.parent.type === 'VariableDeclarator' ? at.parent.id : null;
  }
  return null;
}

const timeWhenUsed = {
  meta: {
    messages: { early: 'Read the clock when the test runs: tests are collected long before, on a slow machine.' },
  },
  create: (context) => {
    /** What reads the clock by calling something of this file is found as well, however many calls away. */
    const readers = new Set();
    const calls = [];
    const readsClock = (node) => {
      if (isCollecting(node)) context.report({ node, messageId: 'early' });
      const reader = variableOf(context, nameAround(node));
      if (reader) readers.add(reader);
    };
    const visit = (node) => (isClock(node) ? readsClock(node) : void calls.push(node));
    const callsReader = ({ callee }) => callee.type === 'Identifier' && readers.has(variableOf(context, callee));
    const follow = () => {
      for (let known = -1; known !== readers.size;) {
        known = readers.size;
        for (const call of calls.splice(0)) {
          if (callsReader(call)) readsClock(call);
          else calls.push(call);
        }
      }
    };
    return { CallExpression: visit, NewExpression: visit, 'Program:exit': follow };
  },
};

const isInHookAfter = (node) => {
  for (let at = node.parent; at; at = at.parent) {
    if (isFunction(at) && takerOf(at) && HOOKS_AFTER.has(nameOfCall(takerOf(at)))) return true;
  }
  return false;
};

const endWhatStarted = {
  meta: { messages: { unset: '{{name}} is not set when its start failed: use `{{name}}?.`, or the test hides why.' } },
  create: (context) => ({
    MemberExpression: (node) => {
      const { object, optional } = node;
      if (object.type !== 'Identifier' || optional || !isInHookAfter(node)) return;
      if (!isSetLater(variableOf(context, object))) return;
      context.report({ node, messageId: 'unset', data: { name: object.name } });
    },
  }),
};

export default { rules: { 'time-when-used': timeWhenUsed, 'end-what-started': endWhatStarted } };
