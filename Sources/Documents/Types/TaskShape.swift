import Returns

/// `task`: what somebody says of a task.
extension Shape {
    static let task = Shape(
        kind: .task, title: "a word about a task",
        about: "Somebody ends a task, gives it to a person, or moves its day. `rmad tasks` lists what is open.",
        fields: [
            Field(
                "task", .integer(1...Int(Int32.max)), .required, "The number of the task.",
                words: ["task number", "Aufgabe", "Aufgabennummer", "tarea", "tâche"]),
            Field(
                "state", .choice(Choices.taskState), "How it ends, or `open` to open it again.",
                words: ["status", "Stand", "estado", "état"]),
            Field(
                "assignee", .identifier, "Who does it: a person or a team.",
                words: ["assigned to", "zuständig", "Zuständige", "responsable"]),
            Field(
                "due_on", .date(.any), "By the end of which day it is to be done.",
                words: ["due", "due date", "fällig", "fällig am", "vence", "échéance"]),
            SharedFields.staff, SharedFields.note("What was done, or why not."),
        ],
        rules: [
            .oneOf(
                ["state", "assignee", "due_on", "note"],
                remedy: "Say what is to change: its state, its person, its day, or a note.")
        ],
        table: TableForm(
            signature: ["task", "state"], groupedBy: [],
            example: """
                task;state;staff;note
                12;erledigt;Maria;Eingelagert in Fach C-4
                """),
        example: """
            {"task": 12, "state": "done", "staff": "Maria", "note": "Put into bin C-4"}
            """
    ) { values in
        guard let task = values.integer("task") else { return nil }
        return .task(
            TaskUpdate(
                task: Int64(task), state: values.choice("state"), assignee: values.name("assignee"),
                due: values.date("due_on"), staff: values.text("staff"), note: values.text("note")))
    }
}
