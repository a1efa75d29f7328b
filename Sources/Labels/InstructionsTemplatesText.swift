/// The plain text's parts. Their texts need no escaping; lines are broken afterwards (`PlainText`).
extension InstructionsTemplates {
    static func text(_ part: InstructionsPart) -> String {
        switch part {
        case .opening:
            """
            {{brand}}

            {{title}}
            {{#deadline}}
            {{caption}}: {{day}}
            {{/deadline}}

            {{greeting}}

            {{intro}}

            == {{steps}} ==


            """
        case .step: stepText
        case .goods:
            """
            == {{heading}} ==

            {{caption}}


            """
        case .line: "- {{quantity}} × {{title}} ({{sku}}): {{reason}}\n"
        case .goodsEnd: "\n"
        case .promises, .money:
            """
            == {{heading}} ==

            {{#lead}}
            {{.}}

            {{/lead}}
            {{#list}}
            - {{.}}
            {{/list}}


            """
        case .contact:
            """
            == {{heading}} ==

            {{name}}
            {{body}}

            {{#rows}}
            {{label}}: {{value}}
            {{/rows}}

            """
        case .closing:
            """

            --
            {{footer}}

            """
        }
    }

    private static let stepText = """
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
           {{.}}
        {{/link}}
        {{#plain_link}}
           {{.}}
        {{/plain_link}}


        """
}
