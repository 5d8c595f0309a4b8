//! Which JavaScript can go without anything else changing: expressions that only work a value out (*pure* ones), and
//! expressions that hand such a value to the browser and give back nothing of use (*droppable* ones).

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, AssignmentOperator, AssignmentTarget, CallExpression, Expression, FunctionBody,
    NewExpression, ObjectPropertyKind, Statement, UnaryOperator,
};

/// Properties that make an element load what they are set to.
const LOADING: &[&str] =
    &["src", "href", "srcset", "srcdoc", "data", "poster", "innerHTML", "outerHTML", "text", "textContent"];
/// Methods that send a request or write markup, whatever they are called on.
const SENDING: &[&str] = &["sendBeacon", "write", "writeln", "setAttribute", "insertAdjacentHTML"];
/// Functions that only work a value out.
const WORKING_OUT: &[&str] = &[
    "encodeURIComponent",
    "encodeURI",
    "decodeURIComponent",
    "decodeURI",
    "escape",
    "unescape",
    "String",
    "Number",
    "parseInt",
    "parseFloat",
    "atob",
    "btoa",
    "Date",
];
/// Methods that only work a value out.
const READING: &[&str] = &[
    "random",
    "floor",
    "round",
    "ceil",
    "now",
    "getTime",
    "valueOf",
    "toString",
    "toFixed",
    "join",
    "concat",
    "replace",
    "slice",
    "substr",
    "substring",
    "charAt",
    "charCodeAt",
    "fromCharCode",
    "split",
    "reverse",
    "trim",
    "toLowerCase",
    "toUpperCase",
    "getElementById",
    "getElementsByTagName",
    "getElementsByClassName",
    "querySelector",
    "createElement",
    "indexOf",
    "stringify",
];
/// What `new` makes without doing more.
const MADE: &[&str] = &["Image", "Date", "Array", "Object"];
/// Deeper expressions are not looked into.
const DEEPEST: usize = 200;

/// Whether the expression does nothing but hand a pure value to the browser.
pub(super) fn is_droppable(expression: &Expression) -> bool {
    match expression.get_inner_expression() {
        Expression::AssignmentExpression(assignment) => {
            assignment.operator == AssignmentOperator::Assign
                && is_loading(&assignment.left)
                && pure(&assignment.right, 0)
        }
        Expression::CallExpression(call) => is_sending(call),
        Expression::LogicalExpression(logical) => pure(&logical.left, 0) && is_droppable(&logical.right),
        Expression::UnaryExpression(unary) => unary.operator != UnaryOperator::Delete && is_droppable(&unary.argument),
        _ => false,
    }
}

fn is_loading(target: &AssignmentTarget) -> bool {
    match target {
        AssignmentTarget::StaticMemberExpression(member) => {
            LOADING.contains(&member.property.name.as_str()) && pure(&member.object, 0)
        }
        AssignmentTarget::ComputedMemberExpression(member) => {
            let name = matches!(&member.expression, Expression::StringLiteral(name) if LOADING.contains(&&*name.value));
            name && pure(&member.object, 0)
        }
        _ => false,
    }
}

fn is_sending(call: &CallExpression) -> bool {
    let sends = match call.callee.get_inner_expression() {
        Expression::Identifier(name) => name.name == "fetch",
        Expression::StaticMemberExpression(member) => {
            let name = member.property.name.as_str();
            let fetches = name == "fetch" && matches!(&member.object, Expression::Identifier(_));
            (fetches || SENDING.contains(&name)) && pure(&member.object, 0)
        }
        _ => false,
    };
    sends && all_pure(&call.arguments, 0)
}

fn all_pure(arguments: &[Argument], depth: usize) -> bool {
    arguments.iter().all(|argument| argument.as_expression().is_some_and(|argument| pure(argument, depth)))
}

/// The name of the function that the expression calls with pure values, if it does only that.
pub(super) fn called<'e>(expression: &'e Expression) -> Option<&'e str> {
    let Expression::CallExpression(call) = expression.get_inner_expression() else { return None };
    let Expression::Identifier(name) = call.callee.get_inner_expression() else { return None };
    all_pure(&call.arguments, 0).then(|| name.name.as_str())
}

/// Whether calling the function does nothing but send what it is handed: it makes an element, sets it up, attaches it.
pub(super) fn only_sends(body: &FunctionBody) -> bool {
    let mut own = Vec::new();
    body.directives.is_empty() && body.statements.iter().all(|statement| is_part_of_sending(statement, &mut own))
}

fn is_part_of_sending<'e>(statement: &'e Statement, own: &mut Vec<&'e str>) -> bool {
    match statement {
        Statement::VariableDeclaration(declaration) => declaration.declarations.iter().all(|one| {
            own.extend(one.id.get_identifier_name().map(|name| name.as_str()));
            one.id.get_identifier_name().is_some() && one.init.as_ref().is_none_or(|value| pure(value, 0))
        }),
        Statement::ReturnStatement(back) => back.argument.as_ref().is_none_or(|value| pure(value, 0)),
        Statement::ExpressionStatement(line) => {
            is_droppable(&line.expression) || pure(&line.expression, 0) || sets_up(&line.expression, own)
        }
        Statement::EmptyStatement(_) => true,
        _ => false,
    }
}

/// `image.width = 1` and `image.style.display = 'none'` of the function's own element, `body.appendChild(image)`.
fn sets_up(expression: &Expression, own: &[&str]) -> bool {
    match expression.get_inner_expression() {
        Expression::AssignmentExpression(assignment) => {
            let mut object = match &assignment.left {
                AssignmentTarget::StaticMemberExpression(member) => &member.object,
                _ => return false,
            };
            while let Expression::StaticMemberExpression(member) = object {
                object = &member.object;
            }
            let is_own = matches!(object, Expression::Identifier(name) if own.contains(&name.name.as_str()));
            is_own && assignment.operator == AssignmentOperator::Assign && pure(&assignment.right, 0)
        }
        Expression::CallExpression(call) => {
            let attaches = matches!(&call.callee, Expression::StaticMemberExpression(member)
                if ["appendChild", "append"].contains(&member.property.name.as_str()) && pure(&member.object, 0));
            let mut values = call.arguments.iter().map(|argument| argument.as_expression());
            let is_own = |value: Option<&Expression>| matches!(value, Some(Expression::Identifier(name)) if own.contains(&name.name.as_str()));
            attaches && values.all(is_own)
        }
        _ => false,
    }
}

/// Whether the expression only works a value out.
fn pure(expression: &Expression, depth: usize) -> bool {
    use Expression as E;
    if depth > DEEPEST {
        return false;
    }
    let pure = |expression: &Expression| pure(expression, depth + 1);
    match expression.get_inner_expression() {
        E::StringLiteral(_)
        | E::NumericLiteral(_)
        | E::BooleanLiteral(_)
        | E::NullLiteral(_)
        | E::RegExpLiteral(_)
        | E::Identifier(_)
        | E::ThisExpression(_) => true,
        E::TemplateLiteral(template) => template.expressions.iter().all(pure),
        E::BinaryExpression(binary) => pure(&binary.left) && pure(&binary.right),
        E::LogicalExpression(logical) => pure(&logical.left) && pure(&logical.right),
        E::ConditionalExpression(choice) => {
            pure(&choice.test) && pure(&choice.consequent) && pure(&choice.alternate)
        }
        E::UnaryExpression(unary) => unary.operator != UnaryOperator::Delete && pure(&unary.argument),
        E::StaticMemberExpression(member) => pure(&member.object),
        E::ComputedMemberExpression(member) => pure(&member.object) && pure(&member.expression),
        E::ArrayExpression(array) => array.elements.iter().all(|element| match element {
            ArrayExpressionElement::SpreadElement(_) => false,
            ArrayExpressionElement::Elision(_) => true,
            element => element.as_expression().is_some_and(pure),
        }),
        E::ObjectExpression(object) => object.properties.iter().all(|property| {
            matches!(property, ObjectPropertyKind::ObjectProperty(property) if !property.computed && pure(&property.value))
        }),
        E::NewExpression(made) => is_made(made, depth),
        E::CallExpression(call) => works_out(call, depth),
        _ => false,
    }
}

fn is_made(made: &NewExpression, depth: usize) -> bool {
    let known = matches!(made.callee.get_inner_expression(), Expression::Identifier(name) if MADE.contains(&name.name.as_str()));
    known && all_pure(&made.arguments, depth + 1)
}

fn works_out(call: &CallExpression, depth: usize) -> bool {
    let known = match call.callee.get_inner_expression() {
        Expression::Identifier(name) => WORKING_OUT.contains(&name.name.as_str()),
        Expression::StaticMemberExpression(member) => {
            READING.contains(&member.property.name.as_str()) && pure(&member.object, depth + 1)
        }
        _ => false,
    };
    known && all_pure(&call.arguments, depth + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::js::with_program;
    use oxc_ast::ast::Statement;

    fn droppable(script: &str) -> bool {
        with_program(script, |program| match &program.body[0] {
            Statement::ExpressionStatement(statement) => is_droppable(&statement.expression),
            _ => false,
        })
        .expect("it parses")
    }

    #[test]
    fn what_only_sends_a_value_can_go() {
        for script in [
            "new Image().src = 'https://a.example/'",
            "(new Image(1, 1)).src = p + '//a.example/?r=' + Math.random() * 1e9",
            "i.src = `https://a.example/${encodeURIComponent(location.href)}`",
            "fetch('//a.example/', {mode: 'no-cors'})",
            "window.fetch(u)",
            "navigator.sendBeacon && navigator.sendBeacon('//a.example/')",
            "document.write('<img src=' + u + '>')",
            "void (document.createElement('img').src = u)",
            "i.setAttribute('src', u)",
        ] {
            assert!(droppable(script), "{script}");
        }
    }

    #[test]
    fn what_does_more_stays() {
        for script in [
            "fetch('//a.example/').then(go)",
            "new Image().src = next()",
            "new Image().src = i++",
            "a = b.src = u",
            "i.onload = u",
            "x.open('GET', u)",
            "fire('//a.example/')",
            "fetch(u, {signal: stop()})",
            "i.src += u",
            "go(), new Image().src = u",
            "document.write(...parts)",
        ] {
            assert!(!droppable(script), "{script}");
        }
    }
}
