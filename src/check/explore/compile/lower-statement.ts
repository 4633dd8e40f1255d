/** Statements: control flow becomes blocks, and a local a variable where it is ever assigned to. */
import type {
  AssignmentExpression,
  DoWhileStatement,
  Expression,
  ForStatement,
  Statement,
  SwitchStatement,
  VariableDeclaration,
  WhileStatement,
} from 'acorn';
import { newBlock } from './flow.ts';
import { accessOf, lowerCall, lowerCondition, lowerValue } from './lower-expression.ts';
import { assign, innerScope, jump, type Lowering, once, originOf, refuse, type Scope } from './lowering.ts';
import { writeWord } from './memory.ts';
import { constant, isOperator, operation, read, type Tree, type Variable } from './tree.ts';

export function lowerStatement(lowering: Lowering, scope: Scope, node: Statement): void {
  switch (node.type) {
    case 'BlockStatement': {
      const inner = innerScope(scope);
      for (const one of node.body) lowerStatement(lowering, inner, one);
      break;
    }
    case 'VariableDeclaration':
      lowerLocals(lowering, scope, node);
      break;
    case 'ExpressionStatement':
      lowerEffect(lowering, scope, node.expression);
      break;
    case 'IfStatement': {
      const yes = newBlock();
      const after = newBlock();
      const no = node.alternate ? newBlock() : after;
      lowerCondition(lowering, scope, node.test, yes, no);
      lowering.at = yes;
      lowerStatement(lowering, scope, node.consequent);
      jump(lowering, after, no);
      if (!node.alternate) break;
      lowerStatement(lowering, scope, node.alternate);
      jump(lowering, after, after);
      break;
    }
    case 'WhileStatement':
      lowerLoop(lowering, scope, node);
      break;
    case 'DoWhileStatement':
      lowerLoop(lowering, scope, node);
      break;
    case 'ForStatement': {
      const inner = innerScope(scope);
      if (node.init?.type === 'VariableDeclaration') lowerLocals(lowering, inner, node.init);
      else if (node.init) lowerEffect(lowering, inner, node.init);
      lowerLoop(lowering, inner, node);
      break;
    }
    case 'SwitchStatement':
      lowerSwitch(lowering, scope, node);
      break;
    case 'ReturnStatement': {
      const { to, result } = scope.returns;
      const value = node.argument ? lowerValue(lowering, scope, node.argument) : null;
      if (result && value) assign(lowering, result, value);
      jump(lowering, to);
      break;
    }
    case 'BreakStatement':
      jump(lowering, scope.breakTo ?? refuse(scope, node, 'breaks out of nothing.'));
      break;
    case 'ContinueStatement':
      jump(lowering, scope.continueTo ?? refuse(scope, node, 'continues nothing.'));
      break;
    case 'EmptyStatement':
      break;
    default:
      refuse(scope, node, `has ${node.type}, which is outside the dialect.`);
  }
}

function lowerLocals(lowering: Lowering, scope: Scope, node: VariableDeclaration): void {
  for (const { id, init } of node.declarations) {
    if (id.type !== 'Identifier' || !init) refuse(scope, node, 'declares a local without a value.');
    const value = lowerValue(lowering, scope, init);
    const isFixed = node.kind === 'const';
    if (isFixed && staysTheSame(scope, init, value)) {
      scope.names.set(id.name, { is: 'value', value, isFixed });
      continue;
    }
    const variable: Variable = { name: id.name, isFixed };
    assign(lowering, variable, value);
    scope.names.set(id.name, { is: 'value', value: read(variable), isFixed });
  }
}

/** May a `const` be another name for this value? Not where the value is that of a local which changes later. */
function staysTheSame(scope: Scope, init: Expression, value: Tree): boolean {
  if (value.is === 'constant') return true;
  const bound = init.type === 'Identifier' ? scope.names.get(init.name) : undefined;
  return value.is === 'variable' && (value.variable.isFixed || (bound?.is === 'value' && bound.isFixed));
}

function lowerEffect(lowering: Lowering, scope: Scope, node: Expression): void {
  if (node.type === 'CallExpression') lowerCall(lowering, scope, node);
  else if (node.type === 'AssignmentExpression') lowerAssignment(lowering, scope, node);
  else if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier') {
    const variable = assignable(scope, node.argument);
    const operator = node.operator === '++' ? '+' : '-';
    assign(lowering, variable, operation(operator, read(variable), constant(1)));
  } else refuse(scope, node, `has ${node.type} as a statement, which is outside the dialect.`);
}

function lowerAssignment(lowering: Lowering, scope: Scope, node: AssignmentExpression): void {
  const { left, right } = node;
  if (left.type === 'MemberExpression') {
    const access = { ...accessOf(lowering, scope, left), node };
    writeWord(lowering, access, lowerValue(lowering, scope, right));
    return;
  }
  const variable = assignable(scope, left);
  const value = lowerValue(lowering, scope, right);
  const operator = node.operator.slice(0, -1);
  if (node.operator === '=') assign(lowering, variable, value);
  else if (isOperator(operator)) assign(lowering, variable, operation(operator, read(variable), value));
  else refuse(scope, node, `uses ${node.operator}, which is outside the dialect.`);
}

function assignable(scope: Scope, node: AssignmentExpression['left'] | Expression): Variable {
  const bound = node.type === 'Identifier' ? scope.names.get(node.name) : undefined;
  if (bound?.is === 'value' && bound.value.is === 'variable' && !bound.isFixed) return bound.value.variable;
  return refuse(scope, node, 'assigns to what is not a local.');
}

function lowerLoop(lowering: Lowering, scope: Scope, loop: WhileStatement | DoWhileStatement | ForStatement): void {
  const test = newBlock();
  const body = newBlock();
  const next = newBlock();
  const after = newBlock();
  jump(lowering, loop.type === 'DoWhileStatement' ? body : test, test);
  if (loop.test) lowerCondition(lowering, scope, loop.test, body, after);
  else jump(lowering, body);
  lowering.at = body;
  body.instructions.push({ does: 'turn', ...originOf(lowering, scope, loop.test ?? loop) });
  lowerStatement(lowering, innerScope({ ...scope, breakTo: after, continueTo: next }), loop.body);
  jump(lowering, next, next);
  if (loop.type === 'ForStatement' && loop.update) lowerEffect(lowering, scope, loop.update);
  jump(lowering, test, after);
}

function lowerSwitch(lowering: Lowering, scope: Scope, node: SwitchStatement): void {
  const value = once(lowering, 'switched', lowerValue(lowering, scope, node.discriminant));
  const after = newBlock();
  const bodies = node.cases.map(newBlock);
  for (const [index, { test }] of node.cases.entries()) {
    if (!test) continue;
    const next = newBlock();
    const isThis = operation('===', value, lowerValue(lowering, scope, test));
    lowering.at.end = { is: 'branch', test: isThis, yes: bodies[index], no: next };
    lowering.at = next;
  }
  const other = node.cases.findIndex(({ test }) => !test);
  jump(lowering, bodies[other] ?? after);
  const inner = innerScope({ ...scope, breakTo: after });
  for (const [index, { consequent }] of node.cases.entries()) {
    lowering.at = bodies[index];
    for (const one of consequent) lowerStatement(lowering, inner, one);
    jump(lowering, bodies[index + 1] ?? after);
  }
  lowering.at = after;
}
