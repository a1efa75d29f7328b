/// How the report looks: light and dark, and on two sheets of A4.
enum ReportStyle {
    static let css: StaticString = """
        :root{--bg:#fff;--ink:#1b1b1b;--soft:#595959;--line:#d0d0d0;--card:#f6f6f4;\
        --c1:#1f5fa8;--c2:#b85400;--c3:#2f7a3d;--c4:#84489d;--c5:#6b6b6b;--c6:#0f7f86;--c7:#b3306b}
        @media (prefers-color-scheme:dark){:root{--bg:#16181b;--ink:#ececec;--soft:#b4b4b4;--line:#45484d;\
        --card:#202327;--c1:#7db3f0;--c2:#f0a35e;--c3:#7fcf8b;--c4:#cfa3e6;--c5:#a9a9a9;--c6:#63cdd4;--c7:#f291bb}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:64rem;padding:1.5rem;background:var(--bg);color:var(--ink);\
        font:1rem/1.45 system-ui,sans-serif}
        h1{font-size:1.6rem;margin:0}h2{font-size:1.05rem;margin:0 0 .4rem}
        header p,footer,.about{color:var(--soft);margin:.2rem 0}
        .about{font-size:.85rem}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:1.2rem 0;\
        padding:0}
        .tiles div{background:var(--card);border-radius:.5rem;padding:.6rem .8rem}
        .tiles dt{color:var(--soft);font-size:.85rem}.tiles dd{margin:0;font-size:1.4rem;font-weight:600}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:.75rem;\
        grid-auto-flow:dense;\
        margin-bottom:.75rem}
        section:has(details[open]){grid-column:1/-1}
        section{background:var(--card);border-radius:.5rem;padding:.8rem;break-inside:avoid;min-width:0}
        svg{width:100%;max-width:34rem;height:auto;display:block}.caption{margin:.4rem 0}
        svg text{fill:var(--ink);font:16px system-ui,sans-serif}svg .m{text-anchor:middle}svg .e{text-anchor:end}
        svg line{stroke:var(--line);stroke-width:1}svg line.s{stroke:var(--soft);stroke-width:2}
        svg rect{stroke:var(--card);stroke-width:1}
        .c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}.c5{fill:var(--c5)}\
        .c6{fill:var(--c6)}.c7{fill:var(--c7)}
        summary{cursor:pointer;color:var(--soft);font-size:.85rem}
        summary:focus-visible{outline:3px solid var(--c1);outline-offset:2px}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;font-size:.85rem;margin-top:.4rem}
        th,td{padding:.2rem .5rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
        td{white-space:nowrap}td.w{white-space:normal;min-width:14rem;overflow-wrap:break-word}
        .n{text-align:right;font-variant-numeric:tabular-nums}
        @media screen and (max-width:34rem){body{padding:.75rem}section{overflow-x:auto}svg{min-width:26rem}}
        @page{size:A4;margin:10mm}
        @media print{:root{--bg:#fff;--ink:#000;--soft:#444;--line:#ccc;--card:#fff;\
        --c1:#1f5fa8;--c2:#b85400;--c3:#2f7a3d;--c4:#84489d;--c5:#6b6b6b;--c6:#0f7f86;--c7:#b3306b}
        body{padding:0;max-width:none;font-size:8.5pt;line-height:1.3;print-color-adjust:exact;\
        -webkit-print-color-adjust:exact}
        details{display:none}h1{font-size:14pt}h2{font-size:9.5pt;margin:0}.about{font-size:7pt}
        .tiles{margin:2mm 0;gap:2mm;grid-template-columns:repeat(6,1fr)}.tiles dt{font-size:7pt}\
        .tiles div{padding:1mm 2mm;border:1px solid #ccc}.tiles dd{font-size:11pt}\
        .cards{display:block;columns:2;column-gap:2mm;margin:0;padding:0 1px}\
        .cards+.cards{break-before:page}section{margin:0 0 2mm;padding:2mm;border:1px solid #ccc}\
        table{font-size:7pt;width:100%}th,td{padding:.5mm 1mm}td.w{min-width:0}.scroll{overflow:visible}\
        svg{max-height:48mm}}
        """
}
