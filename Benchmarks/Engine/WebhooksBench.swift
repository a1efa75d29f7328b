import Glibc
import Webhooks

/// Measures deliveries a second against a receiver given by its URL, signing each of them.
///
///     WebhooksBench url=http://127.0.0.1:8099/ [count=100000] [window=64] [hung=0] [authorities=FILE]
///
/// `window` deliveries are always under way: each report submits the next. Beside them `hung`
/// endpoints accept and never answer. Prints one line: the rate, percentiles of the time from
/// `submit` to the report, processor time for each delivery, how often a connection was reused, the
/// longest turn of the loop, and what a hung transfer costs in memory. Plain HTTP and loopback are
/// allowed here and nowhere else.
@main
enum WebhooksBench {
    static func main() throws {
        let arguments = try Arguments(CommandLine.arguments.dropFirst())
        let policy = EndpointPolicy(
            schemes: .httpsAndHTTP, ports: .any,
            addresses: AddressPolicy(allowed: [try AddressRange(parsing: "127.0.0.0/8")]))
        let hung = try (0..<arguments.hung).map { _ in try HungEndpoint() }
        let run = try Run(arguments, policy: policy, hung: hung.map(\.url))
        try run.perform()
        print(run.summary)
        withExtendedLifetime(hung) {}
    }
}
