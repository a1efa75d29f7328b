import Documents
import Ledger
import Policy
import Returns

/// Everything that intake judges by and that is not in the document itself: policy, numbers, words, and the
/// three things that only the edge of the program can give: the time, the site's calendar day, randomness.
package struct IntakeTerms: Sendable {
    package var policy: PolicyBook
    package var pattern: RMANumberPattern
    package var parcelRanges: [ParcelRange]
    package var brands: BrandChoice
    package var voice: Voice
    package var defaultLanguage: Language
    /// How documents are read on a given day.
    package var reading: @Sendable (CalendarDate) -> ReadingOptions
    /// The site's calendar day at a moment.
    package var siteDay: @Sendable (Instant) -> CalendarDate
    /// A phrase in a language, by the message catalogues.
    package var say: @Sendable (Phrase, Language) -> String
    /// What is wrong with an endpoint's address, headers or files, and what to write instead; nil when nothing is.
    package var endpointProblem: @Sendable (WebhookEndpoint) -> String?
    /// Makes the secret of a new endpoint, in a file of this name; one that is there stays.
    package var prepareSecret: @Sendable (String) throws -> Void
    /// Where the papers of a parcel will lie.
    package var papers: PaperPaths
    /// The printers that somebody may name, and which station uses which.
    package var printers = PrinterPlan.none
    /// Whether resolution orders go to the shop or the ERP as files; else people carry them out.
    package var exportsResolutions = false
    /// Which tracking services sign what they send, and how that is checked.
    package var services = ServiceTrust.none
    package var now: @Sendable () -> Instant
    package var entropy: @Sendable (Int) -> [UInt8]

    package init(
        policy: PolicyBook, pattern: RMANumberPattern, parcelRanges: [ParcelRange], brands: BrandChoice,
        voice: Voice, defaultLanguage: Language, reading: @escaping @Sendable (CalendarDate) -> ReadingOptions,
        siteDay: @escaping @Sendable (Instant) -> CalendarDate,
        say: @escaping @Sendable (Phrase, Language) -> String,
        endpointProblem: @escaping @Sendable (WebhookEndpoint) -> String?,
        prepareSecret: @escaping @Sendable (String) throws -> Void, papers: PaperPaths,
        now: @escaping @Sendable () -> Instant, entropy: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.policy = policy
        self.pattern = pattern
        self.parcelRanges = parcelRanges
        self.brands = brands
        self.voice = voice
        self.defaultLanguage = defaultLanguage
        self.reading = reading
        self.siteDay = siteDay
        self.say = say
        self.endpointProblem = endpointProblem
        self.prepareSecret = prepareSecret
        self.papers = papers
        self.now = now
        self.entropy = entropy
    }
}
