import ArgumentParser
import Glibc

package struct GlobalOptions: ParsableArguments {
    @Option package var config: String?
    @Flag package var json = false
    package init() {}
    package func configurationFile() throws -> String { config ?? "Config/rmad.yaml" }
}
package enum Terminal {
    package static func say(_ t: String) { print(t) }
    package static func complain(_ t: String) { var b = Array((t + "\n").utf8); write(2, &b, b.count) }
}
