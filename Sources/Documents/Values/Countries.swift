/// The countries and territories of ISO 3166-1, by their two letters, and what people call the busiest forty.
enum Countries {
    static let codes = Set(
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
        BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
        FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
        IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
        ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
        PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
        TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// English, German, Spanish and French names.
    private static let names = """
        AT Austria|Österreich|Austria|Autriche
        AU Australia|Australien|Australia|Australie
        BE Belgium|Belgien|Bélgica|Belgique
        BG Bulgaria|Bulgarien|Bulgaria|Bulgarie
        BR Brazil|Brasilien|Brasil|Brésil
        CA Canada|Kanada|Canadá|Canada
        CH Switzerland|Schweiz|Suiza|Suisse
        CN China|China|China|Chine
        CY Cyprus|Zypern|Chipre|Chypre
        CZ Czechia|Tschechien|Chequia|Tchéquie|Czech Republic|Tschechische Republik|República Checa
        DE Germany|Deutschland|Alemania|Allemagne
        DK Denmark|Dänemark|Dinamarca|Danemark
        EE Estonia|Estland|Estonia|Estonie
        ES Spain|Spanien|España|Espagne
        FI Finland|Finnland|Finlandia|Finlande
        FR France|Frankreich|Francia|France
        GB United Kingdom|Vereinigtes Königreich|Reino Unido|Royaume-Uni|Great Britain|Großbritannien|UK|England
        GR Greece|Griechenland|Grecia|Grèce
        HK Hong Kong|Hongkong|Hong Kong|Hong Kong
        HR Croatia|Kroatien|Croacia|Croatie
        HU Hungary|Ungarn|Hungría|Hongrie
        IE Ireland|Irland|Irlanda|Irlande
        IN India|Indien|India|Inde
        IT Italy|Italien|Italia|Italie
        JP Japan|Japan|Japón|Japon
        KR South Korea|Südkorea|Corea del Sur|Corée du Sud
        LI Liechtenstein
        LT Lithuania|Litauen|Lituania|Lituanie
        LU Luxembourg|Luxemburg|Luxemburgo|Luxembourg
        LV Latvia|Lettland|Letonia|Lettonie
        MT Malta|Malta|Malta|Malte
        MX Mexico|Mexiko|México|Mexique
        NL Netherlands|Niederlande|Países Bajos|Pays-Bas|Holland|The Netherlands
        NO Norway|Norwegen|Noruega|Norvège
        PL Poland|Polen|Polonia|Pologne
        PT Portugal
        RO Romania|Rumänien|Rumanía|Roumanie
        SE Sweden|Schweden|Suecia|Suède
        SG Singapore|Singapur|Singapur|Singapour
        SI Slovenia|Slowenien|Eslovenia|Slovénie
        SK Slovakia|Slowakei|Eslovaquia|Slovaquie
        TR Turkey|Türkei|Turquía|Turquie|Türkiye
        US United States|Vereinigte Staaten|Estados Unidos|États-Unis|USA|United States of America
        """

    private static let byName: [String: String] = {
        var table: [String: String] = [:]
        for row in names.split(separator: "\n") {
            for name in row.dropFirst(3).split(separator: "|") { table[Folded.key(name)] = String(row.prefix(2)) }
        }
        return table
    }()

    /// The code for a country's name in a table; nil for names that we do not know.
    static func code(named name: String) -> String? { byName[Folded.key(name)] }
}
