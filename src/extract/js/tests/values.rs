//! How URLs are put together.

use super::check;

#[test]
fn texts_are_joined() {
    check(&[
        ("fetch('//a.example' + '/p' + '?q')", &["fetch load //a.example/p?q"]),
        ("var u = '//a.example'; u += '/p'; u = u + '?q'; fetch(u)", &["fetch load //a.example/p?q"]),
        (
            "const h = 'a.example'; let p = `/p/${1 + 1}`; fetch(`https://${h}${p}`)",
            &["fetch load https://a.example/p/2"],
        ),
        ("fetch(['https:', '', 'a.example', 'p'].join('/'))", &["fetch load https://a.example/p"]),
        ("fetch('//a.example'.concat('/p', '?', 1))", &["fetch load //a.example/p?1"]),
        ("var a = ['//a.example']; a.push('/p'); a[2] = '?q'; fetch(a.join(''))", &["fetch load //a.example/p?q"]),
        (
            "fetch('//a.example/p?' + new Date().getTime() + '&' + Math.floor(Math.random() * 1e9))",
            &["fetch load //a.example/p?{…}&{…}"],
        ),
        ("fetch('//a.example/p?' + escape(document.referrer))", &["fetch load //a.example/p?{…}"]),
        ("var n = 3; n++; n *= 2; fetch('//a.example/' + n)", &["fetch load //a.example/8"]),
    ]);
}

#[test]
fn texts_are_changed() {
    check(&[
        ("fetch(String.fromCharCode(47, 47, 97, 46, 98) + '/p')", &["fetch load //a.b/p"]),
        ("fetch(atob('aHR0cHM6Ly9hLmV4YW1wbGUvcA=='))", &["fetch load https://a.example/p"]),
        ("fetch(unescape('https%3A%2F%2Fa.example%2fp'))", &["fetch load https://a.example/p"]),
        ("fetch(decodeURIComponent('https%3A%2F%2Fa.example%2fp'))", &["fetch load https://a.example/p"]),
        (
            "fetch('//a.example/p?u=' + encodeURIComponent('https://b.example/?x=1'))",
            &["fetch load //a.example/p?u=https%3A%2F%2Fb.example%2F%3Fx%3D1"],
        ),
        ("fetch('//a.example/[R]'.replace('[R]', 'zz').replace(/z/g, 'y'))", &["fetch load //a.example/yy"]),
        ("fetch('//b.example/p'.replace('b.', function(m){ return 'a.' }))", &["fetch load //a.example/p"]),
        ("fetch('p/elpmaxe.a//'.split('').reverse().join(''))", &["fetch load //a.example/p"]),
        ("fetch('xx//a.example/pyy'.slice(2, -2))", &["fetch load //a.example/p"]),
        ("fetch('xx//a.example/pyy'.substr(2, 13).substring(0, 13))", &["fetch load //a.example/p"]),
        ("fetch('//A.EXAMPLE/p'.toLowerCase())", &["fetch load //a.example/p"]),
        ("fetch('  //a.example/p '.trim())", &["fetch load //a.example/p"]),
        ("fetch('//a.example/' + 'p,q'.split(',')[1] + 'abc'.charAt(1) + 'abc'[2])", &["fetch load //a.example/qbc"]),
        (
            "fetch('//a.example/' + parseInt('12px') + (255).toString(16) + '7'.padStart(3, '0'))",
            &["fetch load //a.example/12ff007"],
        ),
        ("fetch('ht'+'tps://a.ex\\x61mple/\\u0070')", &["fetch load https://a.example/p"]),
        ("var m = /host=([^&]+)/.exec('x=1&host=a.example'); fetch('//' + m[1] + '/p')", &["fetch load //a.example/p"]),
    ]);
}

#[test]
fn unknown_tests_give_every_way() {
    check(&[
        (
            "var h = window.cond ? 'a.example' : 'b.example'; fetch('//' + h + '/p')",
            &["medium fetch load //a.example/p", "medium fetch load //b.example/p"],
        ),
        (
            "var h = window.cfg || 'a.example'; fetch('//' + h)",
            &["medium fetch load //a.example", "medium fetch load //{…}"],
        ),
        ("x.y && fetch('//a.example/p')", &["medium fetch load //a.example/p"]),
        (
            "var u; if (x()) { u = '//a.example' } else { u = '//b.example' } fetch(u)",
            &["medium fetch load //a.example", "medium fetch load //b.example"],
        ),
        (
            "function u(){ if (x()) return '//a.example'; return '//b.example' } fetch(u())",
            &["medium fetch load //a.example", "medium fetch load //b.example"],
        ),
        (
            "var u = '//a.example'; switch (x()) { case 1: u = '//b.example'; break; case 2: u = '//c.example' } fetch(u)",
            &["medium fetch load //a.example", "medium fetch load //b.example", "medium fetch load //c.example"],
        ),
        (
            "var u = ['//a.example', '//b.example']; fetch(u[Math.floor(Math.random() * u.length)])",
            &["medium fetch load //a.example", "medium fetch load //b.example"],
        ),
        (
            "try { fetch('//a.example') } catch (e) { fetch('//b.example') }",
            &["fetch load //a.example", "medium fetch load //b.example"],
        ),
        (
            "var p = 'https:' == document.location.protocol ? 'https://' : 'http://'; fetch(p + 'a.example')",
            &["fetch load https://a.example"],
        ),
        ("fetch(location.protocol + '//a.example/p')", &["fetch load https://a.example/p"]),
        (
            "fetch(('https:' === window.location.protocol ? 'https://s' : 'http://w') + '.a.example')",
            &["fetch load https://s.a.example"],
        ),
        ("var a = 1; if (a > 0) fetch('//a.example'); else fetch('//b.example')", &["fetch load //a.example"]),
    ]);
}

#[test]
fn objects_arrays_and_loops() {
    check(&[
        (
            "var c = {host: 'a.example', p: {id: 7}}; fetch('//' + c.host + '/' + c['p'].id)",
            &["fetch load //a.example/7"],
        ),
        (
            "var u = ['//a.example', '//b.example']; for (var i = 0; i < u.length; i++) { new Image().src = u[i]; }",
            &["new Image().src load //a.example", "new Image().src load //b.example"],
        ),
        (
            "for (const u of ['//a.example', '//b.example']) fetch(u)",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        (
            "var o = {a: '//a.example', b: '//b.example'}; for (var k in o) fetch(o[k] + '/' + k)",
            &["fetch load //a.example/a", "fetch load //b.example/b"],
        ),
        (
            "['a', 'b'].forEach(function(h){ new Image().src = '//' + h + '.example' })",
            &["new Image().src load //a.example", "new Image().src load //b.example"],
        ),
        (
            "['a', 'b'].map(h => `//${h}.example`).forEach(u => fetch(u))",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        (
            "var i = 0; while (i < 2) { fetch('//a.example/' + i++) }",
            &["fetch load //a.example/0", "fetch load //a.example/1"],
        ),
        ("for (var i = 0; i < n; i++) fetch('//a.example/' + i)", &["medium fetch load //a.example/{…}"]),
        (
            "var {host, path: p = '/d', ...r} = {host: 'a.example', q: 1}; fetch('//' + host + p + r.q)",
            &["fetch load //a.example/d1"],
        ),
        ("var [a, , b = 'x'] = ['//a.example', 0]; fetch(a + b)", &["fetch load //a.examplex"]),
        (
            "var s = ''; var q = {a: 1, b: 2}; for (var k in q) { if (q.hasOwnProperty(k)) s += '&' + k + '=' + q[k]; } fetch('//a.example/?' + s)",
            &["fetch load //a.example/?&a=1&b=2"],
        ),
        (
            "Object.keys({a: 1, b: 2}).forEach(k => fetch('//' + k + '.example'))",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        ("var c = Object.assign({h: 'x'}, {h: 'a.example'}); fetch('//' + c.h)", &["fetch load //a.example"]),
        ("var c = JSON.parse('{\"u\": [\"//a.example/p\"]}'); fetch(c.u[0])", &["fetch load //a.example/p"]),
        (
            "var u = new URL('https://a.example/p'); u.searchParams.set('i', 'a b'); fetch(u)",
            &["fetch load https://a.example/p?i=a%20b"],
        ),
        ("fetch('//a.example/?' + new URLSearchParams({a: 1, b: 'c'}))", &["fetch load //a.example/?a=1&b=c"]),
        ("fetch('//a.example/' + ['x', 'y'].reduce((all, x) => all + x, ''))", &["fetch load //a.example/xy"]),
        (
            "new Set(['//a.example']).forEach(u => fetch(u)); new Map([['k', '//b.example']]).forEach(u => fetch(u))",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
    ]);
}

#[test]
fn collections_generators_and_accessors_are_followed() {
    check(&[
        (
            "var s = new Set(['a', 'b', 'a']); s.add('c'); fetch('//a.example/' + [...s].join('') + s.size)",
            &["fetch load //a.example/abc3"],
        ),
        (
            "var s = new Set(); s.add('x'); if (s.has('x') && !s.has('y')) fetch('//a.example')",
            &["fetch load //a.example"],
        ),
        ("var s = new Set(list); s.add('x'); fetch('//a.example/' + s.size)", &["fetch load //a.example/{…}"]),
        (
            "var m = new Map([['k', '//a.example']]); m.delete('k'); fetch(m.get('k') || '//b.example')",
            &["fetch load //b.example"],
        ),
        (
            "function* g() { yield '//a.example'; yield* ['//b.example'] } for (var u of g()) fetch(u)",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        (
            "function* g() { while (true) yield 1 } for (var n of g()) { fetch('//a.example'); break }",
            &["fetch load //a.example"],
        ),
        (
            "var o = { h: '//a.example', get u() { return this.h }, set f(u) { fetch(u) } }; o.f = o.u",
            &["fetch load //a.example"],
        ),
        (
            "class A { set f(u) { fetch(u + this.p) } constructor() { this.p = '/p' } } new A().f = '//a.example'",
            &["fetch load //a.example/p"],
        ),
        (
            "var r = /u=([^;]+)/g, m; while ((m = r.exec('u=//a.example;u=//b.example;'))) fetch(m[1])",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        (
            "for (var m of 'a1b2'.matchAll(/[a-z](\\d)/g)) fetch('//a.example/' + m[1])",
            &["fetch load //a.example/1", "fetch load //a.example/2"],
        ),
        ("fetch(String.raw`//a.example/\\n${1}`)", &["fetch load //a.example/\\n1"]),
    ]);
}
