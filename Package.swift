// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "rmad",
    products: [],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .target(name: "Returns", swiftSettings: strict),
        .target(name: "JSONText", swiftSettings: strict),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(name: "Digests", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "CLinux"),
        .target(name: "Workers", dependencies: ["CLinux"], swiftSettings: strict),
        .target(
            name: "Ledger",
            dependencies: [
                "Returns", "JSONText", "Digests", "Workers", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            resources: [.embedInCode("Schema")], swiftSettings: strict),
        .testTarget(name: "ReturnsTests", dependencies: ["Returns"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
