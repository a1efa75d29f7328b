/// The instructions' two forms as Mustache templates. `{{…}}` escapes for HTML; the text needs no escaping and
/// says so in its first line.
enum InstructionsTemplates {
    static let html = """
        <!DOCTYPE html>
        <html lang="{{lang}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{{title}} – {{brand}}</title>
        <style>
        \(style)
        </style>
        </head>
        <body>
        <header>
        <p class="brand"><bdi>{{brand}}</bdi></p>
        <h1>{{title}}</h1>
        <dl class="facts">
        <div><dt>{{words.number}}</dt><dd class="number">{{rma}}</dd></div>
        {{#deadline}}
        <div><dt>{{words.deadline}}</dt><dd>{{.}}</dd></div>
        {{/deadline}}
        </dl>
        </header>
        <main>
        <p class="greeting"><bdi>{{greeting}}</bdi></p>
        <p>{{intro}}</p>
        <section aria-labelledby="steps">
        <h2 id="steps">{{words.steps}}</h2>
        <ol class="steps">
        {{#steps}}
        <li>
        <h3>{{title}}</h3>
        {{#paragraphs}}
        <p>{{.}}</p>
        {{/paragraphs}}
        {{#items}}
        <ul>
        {{#list}}
        <li>{{.}}</li>
        {{/list}}
        </ul>
        {{/items}}
        {{#address}}
        <address>{{#lines}}<bdi>{{.}}</bdi><br>{{/lines}}</address>
        {{/address}}
        {{#link}}
        <p class="link"><a href="{{url}}">{{url}}</a></p>
        {{/link}}
        {{#plain_link}}
        <p class="link">{{url}}</p>
        {{/plain_link}}
        </li>
        {{/steps}}
        </ol>
        </section>
        <section aria-labelledby="lines">
        <h2 id="lines">{{words.lines}}</h2>
        <div class="wide" role="region" aria-labelledby="lines" tabindex="0">
        <table>
        <caption>{{lines_caption}}</caption>
        <thead><tr>
        <th scope="col">{{words.column_title}}</th>
        <th scope="col">{{words.column_sku}}</th>
        <th scope="col" class="count">{{words.column_quantity}}</th>
        <th scope="col">{{words.column_reason}}</th>
        </tr></thead>
        <tbody>
        {{#lines}}
        <tr><th scope="row"><bdi>{{title}}</bdi></th><td><bdi>{{sku}}</bdi></td><td class="count">{{quantity}}</td>\
        <td>{{reason}}</td></tr>
        {{/lines}}
        </tbody>
        </table>
        </div>
        </section>
        {{#promises}}
        <section aria-labelledby="promises">
        <h2 id="promises">{{words.promises}}</h2>
        <ul>
        {{#list}}
        <li>{{.}}</li>
        {{/list}}
        </ul>
        </section>
        {{/promises}}
        {{#money}}
        <section aria-labelledby="money">
        <h2 id="money">{{words.money}}</h2>
        <ul>
        {{#list}}
        <li>{{.}}</li>
        {{/list}}
        </ul>
        </section>
        {{/money}}
        {{#contact}}
        <section aria-labelledby="contact" class="contact">
        <h2 id="contact">{{words.contact}}</h2>
        <p><strong><bdi>{{name}}</bdi></strong><br>{{body}}</p>
        <dl>
        {{#rows}}
        <div><dt>{{label}}</dt><dd>{{#link}}<a href="{{link}}">{{value}}</a>{{/link}}\
        {{^link}}{{value}}{{/link}}</dd></div>
        {{/rows}}
        </dl>
        </section>
        {{/contact}}
        </main>
        <footer><p>{{footer}}</p></footer>
        </body>
        </html>

        """

    private static let style = """
        :root{--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--panel:#f5f7f9;--accent:#0b5cad}
        @media (prefers-color-scheme:dark){
        :root{--ink:#e9edf1;--soft:#a8b3bf;--line:#39424d;--paper:#14181d;--panel:#1d232a;--accent:#7cb8ff}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:46rem;padding:2.5rem 1.25rem;background:var(--paper);color:var(--ink);
        font:1rem/1.55 "Noto Sans",system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
        h1{margin:.2rem 0 1rem;font-size:1.9rem;line-height:1.2}
        h2{margin:2.4rem 0 .9rem;padding-top:1.1rem;border-top:1px solid var(--line);font-size:1.2rem}
        h3{margin:0;font-size:1.05rem;line-height:1.9rem}
        p,ul{margin:.35rem 0}
        ul{padding-left:1.2rem}
        a{color:var(--accent)}
        .brand{margin:0;color:var(--soft);font-weight:600}
        .greeting{margin-top:1.6rem}
        .facts{display:flex;flex-wrap:wrap;gap:.75rem;margin:0}
        .facts div{flex:1 1 14rem;padding:.7rem 1rem;background:var(--panel);border-radius:.5rem}
        dt{color:var(--soft);font-size:.85rem}
        dd{margin:0;font-weight:600}
        .number{font-size:1.15rem;letter-spacing:.03em}
        .steps{margin:0;padding:0;list-style:none;counter-reset:step}
        .steps>li{position:relative;margin:0 0 1.3rem;padding-left:3rem;counter-increment:step;break-inside:avoid}
        .steps>li::before{content:counter(step);position:absolute;left:0;top:0;width:1.9rem;height:1.9rem;
        border-radius:50%;background:var(--accent);color:var(--paper);font-weight:700;text-align:center;
        line-height:1.9rem}
        address{margin:.6rem 0;padding:.7rem 1rem;background:var(--panel);border-radius:.5rem;font-style:normal}
        .wide{overflow-x:auto}
        table{width:100%;border-collapse:collapse;font-size:.95rem}
        caption{padding-bottom:.5rem;color:var(--soft);text-align:left}
        th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
        thead th{color:var(--soft);font-size:.85rem;overflow-wrap:normal}
        tbody th{font-weight:600}
        .count{text-align:right;padding-right:1.5rem}
        .contact dl{display:grid;gap:.4rem;margin:.8rem 0 0}
        .contact dl div{display:grid;grid-template-columns:6rem 1fr}
        .contact dt{line-height:1.55rem}
        footer{margin-top:2.4rem;color:var(--soft);font-size:.85rem}
        @page{size:A4;margin:16mm 18mm}
        @media print{
        :root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--panel:#fff;--accent:#000}
        body{max-width:none;padding:0;font-size:9.5pt;line-height:1.4}
        h1{font-size:17pt}
        h2{margin:4mm 0 2mm;padding-top:2.5mm;font-size:12pt;break-after:avoid}
        .facts div,address{border:1px solid var(--line)}
        .steps>li{margin-bottom:2.5mm}
        .steps>li::before{background:#fff;color:#000;border:1.5px solid #000;line-height:calc(1.9rem - 3px)}
        tr,section.contact{break-inside:avoid}
        thead{display:table-header-group}
        a{text-decoration:none}}
        """

    static let text = """
        {{% CONTENT_TYPE: TEXT }}
        {{brand}}

        {{title}}
        {{#deadline}}
        {{words.deadline}}: {{.}}
        {{/deadline}}

        {{greeting}}

        {{intro}}

        == {{words.steps}} ==

        {{#steps}}
        {{number}}. {{title}}
        {{#paragraphs}}
           {{.}}
        {{/paragraphs}}
        {{#items}}
        {{#list}}
           - {{.}}
        {{/list}}
        {{/items}}
        {{#address}}

        {{#lines}}
             {{.}}
        {{/lines}}
        {{/address}}
        {{#link}}
           {{url}}
        {{/link}}
        {{#plain_link}}
           {{url}}
        {{/plain_link}}

        {{/steps}}
        == {{words.lines}} ==

        {{lines_caption}}

        {{#lines}}
        - {{quantity}} × {{title}} ({{sku}}): {{reason}}
        {{/lines}}

        {{#promises}}
        == {{words.promises}} ==

        {{#list}}
        - {{.}}
        {{/list}}

        {{/promises}}
        {{#money}}
        == {{words.money}} ==

        {{#list}}
        - {{.}}
        {{/list}}

        {{/money}}
        {{#contact}}
        == {{words.contact}} ==

        {{name}}
        {{body}}

        {{#rows}}
        {{label}}: {{value}}
        {{/rows}}
        {{/contact}}

        --
        {{footer}}

        """
}
