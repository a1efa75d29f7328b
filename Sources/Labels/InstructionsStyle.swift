/// How the instructions look on a screen, light or dark, and on paper.
enum InstructionsStyle {
    /// Sides are named by the direction of the text, so that one sheet serves both directions. `--accent` is the
    /// brand's (`BrandColour`); the other colours stand out from their ground by 4.5 to 1 and more.
    static let sheet: StaticString = """
        :root{--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--panel:#f5f7f9}
        @media (prefers-color-scheme:dark){
        :root{--ink:#e9edf1;--soft:#a8b3bf;--line:#39424d;--paper:#14181d;--panel:#1d232a}}
        *{box-sizing:border-box}
        html{background:var(--paper);-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:46rem;padding:2.5rem 1.25rem;color:var(--ink);
        font:1rem/1.6 "Noto Sans",system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
        :lang(ja) body{font-family:"Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic",Meiryo,sans-serif;
        line-height:1.75;line-break:strict}
        :lang(ar) body{font-family:"Noto Sans Arabic","Segoe UI",Tahoma,"Geeza Pro",sans-serif;line-height:1.8}
        header{border-top:.35rem solid var(--accent);padding-top:1.4rem}
        h1{margin:.2rem 0 1rem;font-size:1.9rem;line-height:1.25}
        h2{margin:2.4rem 0 .9rem;padding-top:1.1rem;border-top:1px solid var(--line);font-size:1.25rem}
        h3{margin:0;padding-top:.1rem;font-size:1.05rem;line-height:1.7rem}
        p,ul{margin:.4rem 0}
        ul{padding-inline-start:1.5rem;list-style:disc}
        li+li{margin-top:.25rem}
        a{color:var(--accent);text-underline-offset:.15em}
        a:focus-visible,.wide:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.15rem}
        .brand{margin:0;color:var(--soft);font-weight:600}
        .logo{display:block;max-width:min(14rem,100%);max-height:4.5rem;padding:.4rem;border-radius:.3rem;
        background:#fff}
        .cards{display:flex;flex-wrap:wrap;gap:.75rem;margin:0 0 1.6rem}
        .cards div{flex:1 1 14rem;padding:.7rem 1rem;background:var(--panel);border-radius:.5rem}
        dt{color:var(--soft);font-size:.875rem}
        dd{margin:0;font-weight:600}
        .symbol{display:block;width:13rem;max-width:100%;margin:0 0 1.6rem;background:#fff;fill:#000;
        shape-rendering:crispEdges}
        .steps{margin:0;padding:0;list-style:none;counter-reset:step}
        .steps>li{position:relative;margin:0 0 1.4rem;padding-inline-start:3rem;counter-increment:step}
        .steps>li::before{content:counter(step);position:absolute;inset-inline-start:0;top:.1rem;width:1.9rem;
        height:1.9rem;border-radius:50%;background:var(--accent);color:var(--paper);font-weight:700;
        text-align:center;line-height:1.9rem}
        address{margin:.6rem 0;padding:.7rem 1rem;background:var(--panel);border-radius:.5rem;font-style:normal}
        .wide{overflow-x:auto}
        table{width:100%;border-collapse:collapse;font-size:.95rem}
        th,td{padding:.5rem 0;padding-inline-end:1rem;border-bottom:1px solid var(--line);text-align:start;
        vertical-align:top;overflow-wrap:break-word}
        thead th{color:var(--soft);font-size:.875rem}
        tbody th{min-width:9rem;font-weight:600}
        th.count,td.count{text-align:end;padding-inline-end:1.75rem}
        .rows{display:grid;gap:.4rem;margin:.8rem 0 0}
        .rows div{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline}
        .rows dt{flex:0 0 8rem}
        .rows dd{flex:1 1 14rem;font-weight:400}
        footer{margin-top:2.4rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);
        font-size:.875rem}
        @media screen{tbody td:nth-child(2){white-space:nowrap}}
        @page{margin:15mm 17mm}
        @media print{
        :root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--panel:#fff;--accent:#000}
        html{font-size:9.5pt}
        body{max-width:none;padding:0}
        header{border-top-width:1mm}
        h2{margin:5mm 0 2mm;padding-top:3mm}
        h2,h3{break-after:avoid}
        .cards div,address{border:1px solid var(--line)}
        .steps>li{margin-bottom:3mm;break-inside:avoid}
        .steps>li::before{background:#fff;color:#000;border:1.5px solid #000;line-height:calc(1.9rem - 3px)}
        p,li,tr,dl,address,.symbol{break-inside:avoid}
        p{orphans:3;widows:3}
        thead{display:table-header-group}
        .wide{overflow:visible}
        .symbol{width:35mm}
        a{color:inherit;text-decoration:none}}
        """
}
