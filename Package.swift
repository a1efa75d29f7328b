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
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .target(name: "Returns", swiftSettings: strict),
        .target(name: "JSONText", swiftSettings: strict),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(name: "Digests", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "CLinux"),
        .target(name: "CScrub", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "Workers", dependencies: ["CLinux"], swiftSettings: strict),
        .target(
            name: "Ledger",
            dependencies: [
                "Returns", "JSONText", "Digests", "Workers", "CScrub", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [.embedInCode("Schema")], swiftSettings: strict),
        .target(name: "Metrics", swiftSettings: strict),
        .target(name: "Service", swiftSettings: strict),
        .target(name: "Policy", dependencies: ["Returns"], swiftSettings: strict),
        .target(name: "Documents", dependencies: ["Returns", "JSONText"], swiftSettings: strict),
        .target(name: "Spool", dependencies: ["CLinux", "Workers"], swiftSettings: strict),
        .target(
            name: "Intake",
            dependencies: ["Spool", "Documents", "Policy", "Ledger", "Returns", "JSONText", "Digests", "Workers"],
            swiftSettings: strict),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // Debian ships no zint.pc: the module map names the library.
        .systemLibrary(name: "CZint", providers: [.apt(["libzint-dev"])]),
        .systemLibrary(name: "CPangoCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "CPng", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CRsvg", providers: [.apt(["librsvg2-dev"])]),
        .target(name: "Messages", dependencies: ["Returns"], swiftSettings: strict),
        .target(
            name: "Labels",
            dependencies: [
                "Returns", "Messages", "CZint", "CPangoCairo", "CPng", "CRsvg",
            ],
            swiftSettings: strict),
        .target(name: "Webhooks", dependencies: ["CCurl", "CLinux", "COpenSSL"], swiftSettings: strict),
        // Debian ships no cups.pc: the module map names the library.
        .systemLibrary(name: "CCups", providers: [.apt(["libcups2-dev"])]),
        .target(name: "Printers", dependencies: ["CCups"], swiftSettings: strict),
        .target(
            name: "Errands",
            dependencies: [
                "Labels", "Messages", "Printers", "Webhooks", "Spool", "Ledger", "Returns", "JSONText", "Workers",
            ],
            swiftSettings: strict),
        .target(
            name: "Settings", dependencies: ["Returns", "Policy", "Messages", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "Statistics", dependencies: ["Ledger", "Returns", "JSONText"], swiftSettings: strict),
        .target(
            name: "Backups", dependencies: ["Ledger", "Spool", "Digests", "JSONText", "Returns"],
            swiftSettings: strict),
        .target(
            name: "Desk",
            dependencies: [
                "Statistics", "Ledger", "Spool", "Returns", "JSONText", "Digests", "CLinux",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "rmad",
            dependencies: [
                "Desk", "Intake", "Errands", "Clockwork", "Backups", "Ledger", "Spool", "Documents", "Policy",
                "Settings",
                "Messages", "Labels", "Printers", "Webhooks", "Returns", "JSONText", "Digests", "Workers", "Metrics",
                "Service",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Clockwork", dependencies: ["Policy", "Ledger", "JSONText", "Returns", "Workers"],
            swiftSettings: strict),
        .executableTarget(
            name: "rmad-fill",
            dependencies: [
                "Ledger", "Returns", "JSONText", "Digests", "Workers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Fill", swiftSettings: strict),
        .executableTarget(
            name: "label-bench",
            dependencies: ["Labels", "Returns", "Messages", .product(name: "Yams", package: "Yams")],
            path: "Benchmarks/Labels", exclude: ["reportlab_label.py", "run.sh"], swiftSettings: strict),
        .executableTarget(
            name: "label-gallery",
            dependencies: ["Labels", "Returns", "Messages", .product(name: "Yams", package: "Yams")],
            path: "Benchmarks/Gallery", swiftSettings: strict),
        .executableTarget(
            name: "engine-bench", dependencies: ["Webhooks"], path: "Benchmarks/Engine",
            exclude: ["baseline_session.py", "floor.c", "run.sh"], swiftSettings: strict),
        .executableTarget(
            name: "spool-probe", dependencies: ["Spool", "Workers"], path: "Tests/SpoolProbe", swiftSettings: strict),
        .executableTarget(
            name: "desk-probe",
            dependencies: [
                "Desk", "Ledger", "Returns", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/DeskProbe", swiftSettings: strict),
        .testTarget(name: "ReturnsTests", dependencies: ["Returns"], swiftSettings: strict),
        .testTarget(name: "MetricsTests", dependencies: ["Metrics"], swiftSettings: strict),
        .target(name: "ServiceListener", path: "Tests/ServiceListener", swiftSettings: strict),
        .testTarget(name: "ServiceTests", dependencies: ["Service", "ServiceListener"], swiftSettings: strict),
        .testTarget(name: "WorkersTests", dependencies: ["Workers"], swiftSettings: strict),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: strict),
        .testTarget(
            name: "DocumentsTests", dependencies: ["Documents", "Returns", "JSONText"], exclude: ["Golden"],
            swiftSettings: strict),
        .testTarget(name: "PolicyTests", dependencies: ["Policy", "Returns"], swiftSettings: strict),
        .testTarget(name: "SettingsTests", dependencies: ["Settings", "Policy", "Returns"], swiftSettings: strict),
        .testTarget(
            name: "MessagesTests",
            dependencies: ["Messages", "Returns", .product(name: "Yams", package: "Yams")], exclude: ["Golden"],
            swiftSettings: strict),
        .testTarget(
            name: "LabelsTests",
            dependencies: ["Labels", "Returns", "Messages", .product(name: "Yams", package: "Yams")],
            exclude: ["Golden", "check_html.py", "draw_boxes.py", "judge_sheets.py", "read_codes.py"],
            swiftSettings: strict),
        .testTarget(
            name: "SpoolTests", dependencies: ["CLinux", "Spool", "Workers", "spool-probe"], swiftSettings: strict),
        .target(
            name: "PrinterSink", dependencies: ["Printers", "Workers"], path: "Tests/PrinterSink", swiftSettings: strict
        ),
        .testTarget(name: "PrintersTests", dependencies: ["Printers", "PrinterSink", "CCups"], swiftSettings: strict),
        .testTarget(
            name: "WebhooksTests", dependencies: ["Webhooks", "CCurl", "COpenSSL"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Clockwork", "Policy", "Ledger", "Returns", "JSONText", "Digests", "Workers", "Messages",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DeskTests",
            dependencies: [
                "Desk", "desk-probe", "Ledger", "Returns", "JSONText", "Digests", "Spool", "Workers",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "ErrandsTests", dependencies: ["Errands", "JSONText", "Ledger", "Returns", "Webhooks"],
            swiftSettings: strict),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics", "Ledger", "Returns"], swiftSettings: strict),
        // What strangers write, fed to whoever reads it: blindly in tests, by libFuzzer with RMAD_FUZZ (make fuzz).
        .target(
            name: "FuzzedParsers",
            dependencies: [
                "CCups", "Documents", "Intake", "JSONText", "Labels", "Printers", "Returns", "Settings", "Spool",
                "Webhooks",
            ],
            path: "Tests/Fuzz/Parsers", swiftSettings: strict),
        .executableTarget(
            name: "fuzz-blind", dependencies: ["FuzzedParsers"], path: "Tests/Fuzz/Blind", swiftSettings: strict),
        .testTarget(name: "FuzzTests", dependencies: ["fuzz-blind"], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "rmad", "Clockwork", "Digests", "Errands", "Intake", "JSONText", "Ledger", "Returns", "Settings",
                "Spool", "Webhooks",
                "Workers",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RmadTests",
            dependencies: [
                "rmad", "Desk", "Intake", "JSONText", "Ledger", "Messages", "Metrics", "PrinterSink", "Returns",
                "Service", "ServiceListener", "Spool",
                .product(name: "Logging", package: "swift-log"), .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Judges"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings a `main` of its own: no other build could link it.
if Context.environment["RMAD_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz-guided", dependencies: ["FuzzedParsers"], path: "Tests/Fuzz/Guided",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
