// The .cnn language (docs/language.md). Two tokens of lookahead decide everything, so hostile input cannot
// make prediction expensive. What the grammar accepts too much of (index lists, left sides, the order of a
// signature) is checked while the syntax tree is built, where a better message can be given.
grammar Cnn;

tokens {
  // A '(' or '[' that is the first token on its line: it never continues what stands on the line before.
  LINE_PAREN, LINE_BRACKET
}

script: definition* EOF;

// For an expression that comes alone, such as a setting on the command line.
singleExpression: expression EOF;

definition
  : 'import' STRING                                   # importDefinition
  | 'layer' name signature ('->' type)? block         # layerDefinition
  | 'model' name valueParameters? block               # modelDefinition
  | 'function' name valueParameters '=' expression    # functionDefinition
  | 'data' name settings                              # dataDefinition
  | 'train' name arguments? 'on' name settings        # trainDefinition
  ;

signature: open tensors=parameters? (';' values=parameters?)? ')';
valueParameters: open parameters? ')';
parameters: parameter (',' parameter)*;
parameter: name ':' type ('=' expression)?;

type
  : element=('f32' | 'i32') '[' (axis (',' axis)*)? ']'                 # tensorType
  | kind=('int' | 'real' | 'bool' | 'string') ('[' axis ']')?           # scalarType
  ;
axis: '..' | expression;

settings: '{' setting* '}';
setting: label '=' expression;

block: '{' statement* '}';

statement
  : 'input' name ':' type                                            # inputStatement
  | 'output' value=expression ('=' formula=expression)?              # outputStatement
  | 'param' name ('as' alias=name)? ':' type '=' expression          # paramStatement
  | 'state' name ('as' alias=name)? ':' type '=' expression          # stateStatement
  | 'update' target '=' expression                                   # updateStatement
  | 'assert' expression ',' STRING                                   # assertStatement
  | conditional                                                      # ifStatement
  | target '=' expression                                            # assignment
  ;

conditional: 'if' expression block ('else' (block | conditional))?;
target: name ('[' subscripts ']')?;

// From the tightest to the loosest.
expression
  : operand                                                                         # operandExpression
  | <assoc=right> expression operator='^' expression                                # binary
  | operator='-' expression                                                         # unary
  | expression operator=('*' | '/' | '%') expression                                # binary
  | REDUCTION '[' subscripts ']' expression                                         # reduction
  | expression operator=('+' | '-') expression                                      # binary
  | expression operator=('==' | '!=' | '<' | '<=' | '>' | '>=') expression          # binary
  | operator='not' expression                                                       # unary
  | expression operator='and' expression                                            # binary
  | expression operator='or' expression                                             # binary
  | expression '|>' stage                                                           # pipeline
  | 'if' expression 'then' expression 'else' expression                             # conditionalExpression
  ;

// The name of a reduction before '[' always starts a reduction; elsewhere it is a name like any other.
operand
  : primary suffix*
  | REDUCTION (member suffix*)?
  ;
suffix: access | member;
access: '[' subscripts ']';
member: '.' label;

primary
  : NUMBER                                               # number
  | STRING                                               # string
  | value=('true' | 'false')                             # boolean
  | open (expression (',' expression)*)? ')'             # parentheses
  | call                                                 # callOperand
  | plainName                                            # reference
  ;

call: name arguments ('as' alias=name)?;
arguments: '(' (argument (',' argument)*)? ')';
argument: (label '=')? expression;

subscripts: (subscript (',' subscript)*)?;
subscript: '..' | expression;

stage
  : 'repeat' 'shared'? (variable=name 'in' from=expression '..')? to=expression '{' stage ('|>' stage)* '}'  # repeatStage
  | name arguments? ('as' alias=name)?                                                                       # applyStage
  ;

open: '(' | LINE_PAREN;

name: plainName | REDUCTION;
plainName
  : IDENTIFIER | 'data' | 'train' | 'on' | 'input' | 'output' | 'param' | 'state' | 'update' | 'assert' | 'as' | 'in'
  | 'f32' | 'i32' | 'int' | 'real' | 'bool' | 'string'
  ;
label: name | 'import' | 'layer' | 'model' | 'function' | 'repeat' | 'shared';

REDUCTION: 'sum' | 'max' | 'min' | 'mean' | 'prod' | 'count' | 'argmax' | 'argmin';
NUMBER: [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)?;
IDENTIFIER: [A-Za-z_] [A-Za-z0-9_]*;
STRING: '"' ('\\' ~[\r\n] | ~["\\\r\n])* '"';
UNCLOSED_STRING: '"' ('\\' ~[\r\n] | ~["\\\r\n])* '\\'?;
COMMENT: '//' ~[\r\n]* -> channel(HIDDEN);
SPACE: [ \t\r\n\f\uFEFF]+ -> skip;
UNKNOWN: .;
