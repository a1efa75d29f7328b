/// The parts of the instructions, in the order in which they stand; `step` and `line` are repeated.
enum InstructionsPart: CaseIterable, Sendable {
    case opening
    case step
    case goods
    case line
    case goodsEnd
    case promises
    case money
    case contact
    case closing
}

/// The parts as Mustache templates, for both forms. They are rendered with marks for words (`Form`), so escaping
/// is the form's business.
enum InstructionsTemplates {
    static func html(_ part: InstructionsPart) -> String {
        switch part {
        case .opening: opening
        case .step: step
        case .goods: goods
        case .line:
            """
            <tr><th scope="row"><bdi>{{title}}</bdi></th><td><bdi>{{sku}}</bdi></td>\
            <td class="count">{{quantity}}</td><td>{{reason}}</td></tr>

            """
        case .goodsEnd:
            """
            </tbody>
            </table>
            </div>
            </section>

            """
        case .promises: list("promises")
        case .money: list("money")
        case .contact: contact
        case .closing:
            """
            </main>
            <footer><p>{{footer}}</p></footer>
            </body>
            </html>

            """
        }
    }

    private static let opening = """
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
        <div><dt>{{number_caption}}</dt><dd class="number">{{number}}</dd></div>
        {{#deadline}}
        <div><dt>{{caption}}</dt><dd>{{day}}</dd></div>
        {{/deadline}}
        </dl>
        </header>
        <main>
        <p class="greeting"><bdi>{{greeting}}</bdi></p>
        <p>{{intro}}</p>
        <section aria-labelledby="steps">
        <h2 id="steps">{{steps}}</h2>
        <ol class="steps">

        """

    private static let step = """
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
        <p class="link"><a href="{{.}}">{{.}}</a></p>
        {{/link}}
        {{#plain_link}}
        <p class="link">{{.}}</p>
        {{/plain_link}}
        </li>

        """

    private static let goods = """
        </ol>
        </section>
        <section aria-labelledby="lines">
        <h2 id="lines">{{heading}}</h2>
        <div class="wide" role="region" aria-labelledby="lines" tabindex="0">
        <table>
        <caption>{{caption}}</caption>
        <thead><tr>
        <th scope="col">{{title}}</th>
        <th scope="col">{{sku}}</th>
        <th scope="col" class="count">{{quantity}}</th>
        <th scope="col">{{reason}}</th>
        </tr></thead>
        <tbody>

        """

    private static func list(_ name: String) -> String {
        """
        <section aria-labelledby="\(name)">
        <h2 id="\(name)">{{heading}}</h2>
        {{#lead}}
        <p>{{.}}</p>
        {{/lead}}
        <ul>
        {{#list}}
        <li>{{.}}</li>
        {{/list}}
        </ul>
        </section>

        """
    }

    private static let contact = """
        <section aria-labelledby="contact" class="contact">
        <h2 id="contact">{{heading}}</h2>
        <p><strong><bdi>{{name}}</bdi></strong><br>{{body}}</p>
        <dl>
        {{#rows}}
        <div><dt>{{label}}</dt><dd>{{#link}}<a href="{{link}}">{{value}}</a>{{/link}}\
        {{^link}}{{value}}{{/link}}</dd></div>
        {{/rows}}
        </dl>
        </section>

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
        ul{padding-left:1.2rem;list-style:disc}
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
        .contact dl div{display:grid;grid-template-columns:6rem 1fr;align-items:baseline}
        .contact dd{font-weight:400}
        footer{margin-top:2.4rem;color:var(--soft);font-size:.85rem}
        @page{size:A4;margin:16mm 18mm}
        @media print{
        :root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--panel:#fff;--accent:#000}
        html{font-size:9.5pt}
        body{max-width:none;padding:0;line-height:1.4}
        h2{margin:4mm 0 2mm;padding-top:2.5mm;break-after:avoid}
        .facts div,address{border:1px solid var(--line)}
        .steps>li{margin-bottom:2.5mm}
        .steps>li::before{background:#fff;color:#000;border:1.5px solid #000;line-height:calc(1.9rem - 3px)}
        tr,section.contact,section[aria-labelledby=lines]{break-inside:avoid}
        thead{display:table-header-group}
        a{text-decoration:none}}
        """
}
