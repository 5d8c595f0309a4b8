use std::time::Instant;
use taglint::extract::js::{Context, scan};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.len() > 1 {
        for path in &args[1..] {
            let text = std::fs::read_to_string(path).unwrap();
            let start = Instant::now();
            let mut n = 0u32;
            let mut scan_ = scan(&text, Context::default());
            let first = start.elapsed();
            let start = Instant::now();
            while start.elapsed().as_millis() < 300 {
                scan_ = scan(&text, Context::default());
                n += 1;
            }
            let per = start.elapsed() / n.max(1);
            println!(
                "{path}: {} B first {first:?} per {per:?} {:.1} MB/s requests {} parts {} notes {:?}",
                text.len(),
                text.len() as f64 / per.as_secs_f64() / 1e6,
                scan_.requests.len(),
                scan_.parts.len(),
                scan_.notes.iter().map(|n| n.code).collect::<Vec<_>>()
            );
        }
        return;
    }
    let bombs: Vec<(&str, String)> = vec![
        ("while true", "while (true) { x += x; }".into()),
        ("grow", "var s='a'; while (true) { s += s; }".into()),
        ("grow2", "var s='a'; while (true) { s = s + 'b' + s.length; }".into()),
        ("append", "var s=''; for (var i=0;i<1e9;i++) s += 'abc' + i;".into()),
        ("fib", "function f(n){ return n<2?n:f(n-1)+f(n-2) } f(30)".into()),
        ("unk rec", "function f(a){ if (x()) return f(a+'b')+f(a+'c'); return a } fetch(f('x'))".into()),
        ("unk ifs", format!("var u='//a.example';{} fetch(u)", "if (x()) u += 'a'; else u += 'b';".repeat(3000))),
        ("unk vars", format!("{} {}", (0..3000).map(|i| format!("var a{i}={i};")).collect::<String>(), (0..3000).map(|i| format!("if(x())a{i}='z'+a{i};")).collect::<String>())),
        ("nested ifs", format!("{}fetch('//a.example'){}", "if(x()){y=1;".repeat(70), "}".repeat(70))),
        ("forks of forks", format!("{}{}", (0..40).map(|i| format!("function f{i}(){{ if (x()) f{}(); else f{}(); }}", i+1, i+1)).collect::<String>(), "f0()")),
        ("array push", "var a=[]; for(var i=0;i<1e6;i++){ if(x()) a.push(i); }".into()),
        ("array push2", "var a=[]; for(var i=0;i<1e6;i++){ a.push('https://a.example/'+i); } a.forEach(u=>fetch(u))".into()),
        ("replace", "var s='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; for(var i=0;i<1e6;i++) s = s.replace(/a/g,'aa');".into()),
        ("split", "var s='ab'.repeat(50000); for(;;) s.split('').reverse().join('')".into()),
        ("charAt", "var s='é'.repeat(50000), r=''; for(var i=0;i<s.length;i++) r += s.charAt(i);".into()),
        ("join nested", "var a=['x']; for(var i=0;i<60;i++) a=[a,a]; fetch('//'+a)".into()),
        ("self array", "var a=[1]; a.push(a); fetch('//'+a)".into()),
        ("getter loop", "var o={get a(){return this.a}}; fetch(o.a)".into()),
        ("tostring loop", "var o={toString(){return ''+this}}; fetch(''+o)".into()),
        ("timers", "function t(){ setTimeout(t,1); setTimeout(t,1); fetch('//a.example') } t()".into()),
        ("writes", format!("{}", "document.write('<p>'); if (x) document.write('<b>');".repeat(5000))),
        ("writes open", format!("{}", "document.write('<p '); if (x) document.write('a');".repeat(5000))),
        ("products", format!("var u='//a.example/';{} fetch(u)", "u += (x()?'a':'b');".repeat(2000))),
        ("objects", "for(;;){ var o={a:1,b:2,c:{d:[1,2,3]}}; }".into()),
        ("eval", "function e(s){ eval('e(\"'+s+'x\")') } e('')".into()),
        ("big literal array", format!("var a=[{}]; a.forEach(u=>fetch(u))", "'https://a.example/p?x=1',".repeat(40000))),
        ("big switch", format!("switch(x()){{{}}}", (0..3000).map(|i| format!("case {i}: u='//a{i}.example'; break;")).collect::<String>())),
        ("for in", "var o={}; for(var i=0;i<20000;i++) o['k'+i]=i; for(var k in o) for(var j in o) y=k+j;".into()),
        ("delete", "var o={}; for(var i=0;i<20000;i++) o['k'+i]=i; for(var i=0;i<20000;i++) delete o['k'+i];".into()),
        ("regex", "var s='a'.repeat(100000); for(var i=0;i<10000;i++) /(a+)+$/.test(s+i)".into()),
        ("attach", "var p=document.createElement('div'); for(var i=0;i<1e6;i++){ var c=document.createElement('div'); p.appendChild(c); p=c; } document.body.appendChild(p)".into()),
        ("url params", "var u=new URL('https://a.example/'); for(;;) u.searchParams.append('a','b')".into()),
        ("json", "var s=JSON.stringify({a:'b'}); for(;;) s=JSON.stringify([s,s])".into()),
        ("classes", format!("{} new C200().go()", (0..200).map(|i| format!("class C{} extends C{} {{ constructor(){{ super(); super.go&&super.go(); }} }}", i+1, i)).collect::<String>())),
        ("many fns", (0..20000).map(|i| format!("function f{i}(){{return {i}}}")).collect::<String>()),
        ("pad", "for(;;) 'x'.padStart(1000,'y')".into()),
        ("unary", format!("fetch({}'a')", "!".repeat(999))),
    ];
    for (name, text) in &bombs {
        let start = Instant::now();
        let s = scan(text, Context::default());
        let took = start.elapsed();
        println!(
            "{}{name}: {} B {took:?} requests {} parts {} notes {:?}",
            if took.as_millis() > 100 { "!! " } else { "" },
            text.len(),
            s.requests.len(),
            s.parts.len(),
            s.notes.iter().map(|n| n.code).collect::<Vec<_>>()
        );
    }
}
