import Messages
import Returns

/// Everything that the customer's instructions say. Foreign text may stand in every field; it is made
/// printable and escaped where it is set.
package struct InstructionsContent: Sendable, Equatable {
    package var rma: RMANumber
    package var brand: String
    package var customerName: String?
    package var lines: [Line]
    package var way: Way
    /// What we promise, each with its exact day.
    package var promises: [Promise]
    /// What is taken off the refund; empty says that nothing is.
    package var fees: [Fee]
    package var trackingURL: String?
    package var contact: Contact
    package var language: Language
    /// The edition of the policy and texts, printed in the footer, so that a promise can be looked up years on.
    package var editionOfInstructions: String
    package var issuedAt: Instant
    /// ISO 3166-1 alpha-2 of the country that the customer sends from, where it is known: our address then names
    /// its country only to senders abroad.
    package var senderCountry: String?
    /// What becomes of the price, for goods that are kept above all.
    package var settlement: Settlement?
    /// Pictures that we need before we can go on.
    package var photos: Photos?
    /// Where opinions are read.
    package var feedback: Feedback?

    package init(
        rma: RMANumber, brand: String, customerName: String?, lines: [Line], way: Way, promises: [Promise] = [],
        fees: [Fee] = [], trackingURL: String? = nil, contact: Contact, language: Language,
        editionOfInstructions: String, issuedAt: Instant, senderCountry: String? = nil,
        settlement: Settlement? = nil, photos: Photos? = nil, feedback: Feedback? = nil
    ) {
        self.rma = rma
        self.brand = brand
        self.customerName = customerName
        self.lines = lines
        self.way = way
        self.promises = promises
        self.fees = fees
        self.trackingURL = trackingURL
        self.contact = contact
        self.language = language
        self.editionOfInstructions = editionOfInstructions
        self.issuedAt = issuedAt
        self.senderCountry = senderCountry
        self.settlement = settlement
        self.photos = photos
        self.feedback = feedback
    }

    /// One product that may come back.
    package struct Line: Sendable, Equatable {
        package var title: String
        package var sku: String
        package var quantity: Int
        package var reason: ReasonCode
        /// Chooses the advice on packing: `packing.category.<name>`, where the catalogue has it.
        package var category: Category?

        package init(title: String, sku: String, quantity: Int, reason: ReasonCode, category: Category? = nil) {
            self.title = title
            self.sku = sku
            self.quantity = quantity
            self.reason = reason
            self.category = category
        }
    }

    /// Whether anything has to be sent at all.
    package enum Way: Sendable, Equatable {
        case sendBack(Consignment)
        /// The customer keeps the goods: no label, nothing to pack.
        case keep
        /// The goods may not travel as a parcel: what to do instead, whom to call. Goods with a damaged battery are
        /// always told so, even where `sendBack` was asked for.
        case refused([Hazard])
    }

    /// A promise: the phrase is said with its argument `date` set to `due`.
    package struct Promise: Sendable, Equatable {
        package var phrase: Phrase
        package var due: CalendarDate

        package init(_ phrase: Phrase, due: CalendarDate) {
            self.phrase = phrase
            self.due = due
        }
    }

    /// What is taken off, and why.
    package struct Fee: Sendable, Equatable {
        package var phrase: Phrase
        package var amount: Money

        package init(_ phrase: Phrase, amount: Money) {
            self.phrase = phrase
            self.amount = amount
        }
    }

    /// The person or desk who answers.
    package struct Contact: Sendable, Equatable {
        package var name: String
        package var phone: String?
        package var email: String?
        package var hours: [OpeningHours]
        /// IANA name: `Europe/Berlin`.
        package var timeZone: String

        package init(
            name: String, phone: String? = nil, email: String? = nil, hours: [OpeningHours] = [],
            timeZone: String = "UTC"
        ) {
            self.name = name
            self.phone = phone
            self.email = email
            self.hours = hours
            self.timeZone = timeZone
        }
    }

    /// What the customer gets, and by when.
    package struct Settlement: Sendable, Equatable {
        package enum Kind: String, CaseIterable, Sendable {
            case refund, credit, replacement
        }

        package var kind: Kind
        /// Nil where it is the price, or not yet known.
        package var amount: Money?
        package var due: CalendarDate

        package init(_ kind: Kind, amount: Money? = nil, due: CalendarDate) {
            self.kind = kind
            self.amount = amount
            self.due = due
        }
    }

    /// Pictures that the customer is asked for, and where they go.
    package struct Photos: Sendable, Equatable {
        /// What is in the picture; the catalogue says why (`photo.<name>`).
        package enum Subject: String, CaseIterable, Sendable {
            case item, damage, packaging, parcelLabel = "parcel_label", typePlate = "type_plate", contents
        }

        package enum Destination: Sendable, Equatable {
            case email(String)
            /// A page of ours on the web.
            case page(String)
        }

        package var subjects: [Subject]
        package var destination: Destination

        package init(_ subjects: [Subject], to destination: Destination) {
            self.subjects = subjects
            self.destination = destination
        }
    }

    /// Where the customer tells us how it went.
    package struct Feedback: Sendable, Equatable {
        package var link: String?
        package var email: String?

        package init(link: String? = nil, email: String? = nil) {
            self.link = link
            self.email = email
        }
    }
}
