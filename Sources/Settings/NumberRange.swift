import Returns

/// A range of parcel numbers that is ours to give out.
package struct NumberRange: Sendable, Equatable {
    package enum Scheme: Sendable, Equatable {
        case sscc(extensionDigit: Int, companyPrefix: String)
        case s10(service: String, country: String)
        /// Numbers in a form of the carrier's own.
        case carrier(NumberForm)
    }

    package var name: String
    package var scheme: Scheme
    /// Who takes the parcels; nil where it is not said.
    package var carrier: CarrierName?
    /// The serial numbers `first...last`.
    package var first: Int
    package var last: Int
    package var warnAtPercent: Int
    /// Only for parcels to this warehouse; nil for all.
    package var warehouse: WarehouseName?
    /// Only for this service of the policy; nil for all.
    package var service: String?

    package init(
        name: String, scheme: Scheme, carrier: CarrierName? = nil, first: Int, last: Int, warnAtPercent: Int = 90,
        warehouse: WarehouseName? = nil, service: String? = nil
    ) {
        self.name = name
        self.scheme = scheme
        self.carrier = carrier
        self.first = first
        self.last = last
        self.warnAtPercent = warnAtPercent
        self.warehouse = warehouse
        self.service = service
    }

    /// The code for a serial number of the range; nil outside of it.
    package func code(serial: Int) -> ParcelCode? {
        guard first <= serial, serial <= last, let text = form.text(serial: serial) else { return nil }
        return ParcelCode(text, scheme: scheme.kind)
    }

    /// The shape of its numbers.
    package var form: NumberForm {
        switch scheme {
        case .sscc(let digit, let prefix):
            NumberForm(prefix: "\(digit)\(prefix)", digits: 16 - prefix.utf8.count, check: .gs1)
        case .s10(let service, let country): NumberForm(prefix: service, digits: 8, check: .s10, suffix: country)
        case .carrier(let form): form
        }
    }
}

extension NumberRange.Scheme {
    package var kind: ParcelCode.Scheme {
        switch self {
        case .sscc: .sscc
        case .s10: .s10
        case .carrier: .carrier
        }
    }
}
