package rtgsim.scenario.file;

/// Every kind of problem a scenario can have. Codes never change their meaning and are never used again.
public enum ProblemCode {
    // Reading the text.
    TOO_LARGE(
            "S0001",
            "the file is too large",
            "A scenario file may have 64 MiB and ten million keys and values. For many agents of one kind use `population`."),
    NOT_UTF8("S0002", "the file is not UTF-8", "Scenario files are UTF-8 text. Save the file in this encoding."),
    BAD_CHARACTER(
            "S0003",
            "a character that no text may hold",
            "Control characters and halves of surrogate pairs cannot be part of a scenario. Inside double quotes YAML and JSON write a control character as `\\n`,"
                    + " `\\t` or `\\u0007`."),
    EMPTY_DOCUMENT("S0004", "the document is empty", "A scenario needs at least `name`, `simulation` and two agents."),
    NOT_YAML(
            "S0010",
            "not YAML",
            "The text breaks the syntax of YAML 1.2 at this place. Reading stops there: what follows has not been checked."),
    NOT_JSON(
            "S0011",
            "not JSON",
            "The text breaks the syntax of JSON (RFC 8259) at this place. Reading stops there: what follows has not been checked."),
    SEVERAL_DOCUMENTS(
            "S0012",
            "more than one document",
            "A file holds one scenario: one YAML document, without a second one after `---`."),
    ANCHOR_OR_ALIAS(
            "S0013",
            "an anchor or alias",
            "Anchors (`&name`) and aliases (`*name`) are not read. Write the value out where it is needed."),
    TAG(
            "S0014",
            "a tag",
            "Tags (`!!int`, `!name`) and directives are not read: each key has its one type. Quote what is to be text."),
    DUPLICATE_KEY("S0015", "a key twice in one map", "Neither of two equal keys wins. Keep one of them."),
    TOO_DEEP(
            "S0016",
            "nested too deeply",
            "Maps and lists may be nested 100 deep. No key of a scenario needs more than a dozen."),
    KEY_NOT_TEXT(
            "S0017",
            "a key that is no text",
            "The keys of a map are single words or numbers, not maps, lists or empty values."),

    // One key and its value.
    WRONG_TYPE(
            "S0101",
            "a value of the wrong type",
            "Each key has one type. Nothing is converted: text in quotes is no number, a number is no text."),
    EMPTY_VALUE(
            "S0102",
            "a key with an empty value",
            "A key with nothing after it, `~` or `null` is an error. To have the default of an optional key, leave the key out."),
    MISSING_KEY("S0103", "a required key is missing", "Keys without a default must be given."),
    OUT_OF_RANGE("S0104", "a number outside its range", "The value is a number, but not one that this key may have."),
    NOT_AN_INTEGER(
            "S0105",
            "not a decimal integer",
            "Integers are decimal digits, with `_` between them if you like: `5_000_000`. No fraction becomes an integer, and there are no exponents and no"
                    + " `0x`."),
    TOO_MANY_DECIMALS(
            "S0106",
            "more decimals than are kept",
            "Rates have at most nine decimals, multipliers three, fractions six: they are scaled to integers, so that every cost is exact."),
    NOT_ALLOWED_WORD("S0108", "not one of the allowed words", "This key takes one of a few words, written exactly so."),
    WRONG_FORM("S0109", "a text of the wrong form", "The text does not have the form that this key needs."),
    WRONG_LENGTH("S0110", "a list of the wrong length", "The list has too few or too many elements."),
    NAMED_TWICE("S0111", "named twice", "Each may be named once."),
    UNKNOWN_KEY(
            "S0112",
            "an unknown key",
            "Keys that the scenario file does not have are refused, never ignored, so that a slip cannot pass unseen."),
    NOT_SUPPORTED_YET(
            "S0113",
            "not supported yet",
            "The key or value belongs to the scenario file, but this version of rtgsim does not simulate it yet. It is refused rather than ignored."),

    // What holds between keys.
    UNKNOWN_AGENT(
            "S0120",
            "no such agent",
            "Agents are named by the ids under `agents`, or by ids of the `population`; in a file for `rtgsim offset` by the keys of `balances`."),
    DUPLICATE_AGENT("S0121", "an agent id twice", "Ids are unique, also between `agents` and `population`."),
    CENTRAL_BANK(
            "S0122",
            "the central bank cannot be this",
            "CENTRAL_BANK is the system's own account. It may be one party of a direct_transfer, and nothing else."),
    SENDER_IS_RECEIVER(
            "S0123", "sender and receiver are the same", "A transaction and a liquidity transfer need two parties."),
    WEIGHT_OF_ITSELF(
            "S0124",
            "a weight for the agent itself",
            "An agent pays others, so it can give itself no weight as a receiver."),
    ALL_WEIGHTS_ZERO(
            "S0125",
            "all weights are zero",
            "At least one weight must be greater than 0, or there is nothing to choose."),
    WRONG_ORDER("S0126", "two values in the wrong order", "The first of the two must not be beyond the second."),
    NEVER_HAPPENS(
            "S0127", "beyond the end", "The tick is after the end of the run or of the day, so it would never come."),
    NUMBER_OF_AGENTS(
            "S0128",
            "too few or too many agents",
            "`agents` and `population` together have 2 to 1 000 000; so have the `balances` of a file for `rtgsim offset`."),
    BEYOND_CAPACITY(
            "S0129",
            "more collateral than the capacity",
            "`posted_collateral` must not exceed `max_collateral_capacity`, which is 10 × unsecured_cap if not given."),
    BEYOND_CREDIT(
            "S0130",
            "an opening balance below the credit line",
            "An agent cannot open with more debt than its unsecured cap and collateral cover."),
    NOT_TOGETHER("S0131", "two settings that exclude each other", "Each is valid alone, but not with the other."),
    TOO_BIG(
            "S0132",
            "a result too big to be exact",
            "Sums and products of these values would exceed 63 bits, or a rate a million a tick."),
    LIMIT_TO_ITSELF("S0133", "a limit to the agent itself", "An agent pays others, so it can have no limit to itself."),
    POPULATION_AGENT(
            "S0134",
            "not for an agent of a population",
            "The receivers of a population follow their sizes, so its agents have no weights to change. List the agent under `agents`."),
    WEIGHTS_CHANGE_TOO_OFTEN(
            "S0135",
            "weights that change too often",
            "That some receiver always has a weight is checked before the run, change by change, for up to ten million of them."),
    NOT_AN_ASSERTION(
            "S0137",
            "not an assertion",
            "What a run must reach is written `MEASURE OP NUMBER` or `MEASURE[AGENT] OP NUMBER`, with one of `== != < <= > >=` and a decimal number without"
                    + " exponent."),
    UNKNOWN_MEASURE(
            "S0136",
            "no such measure",
            "An assertion is about one of the measures of a run. With an agent in brackets it is about one of those that an agent has too."),

    // The payments file.
    PAYMENTS_UNREADABLE(
            "S0301",
            "a payments file that cannot be read",
            "The path is relative to the folder of the scenario, and names a readable file that ends in `.csv` or `.parquet`."),
    PAYMENTS_NEED_A_FILE(
            "S0302",
            "a payments file without a folder",
            "A scenario that comes as text, such as the body of a request, stands in no folder, and no file is read for it. Run its file with `rtgsim run`."),
    PAYMENTS_CHANGED(
            "S0303",
            "another payments file than before",
            "With `sha256` a scenario says which contents it means; the file has others now."),
    NOT_CSV(
            "S0304",
            "not CSV",
            "Payments are CSV as in RFC 4180: UTF-8, a header row, commas, one row a line, double quotes around cells that need them. Reading stops there."),
    NUMBER_OF_CELLS("S0305", "a row of another length than the header", "Every row has one cell for each column."),
    PAYMENTS_COLUMNS(
            "S0306",
            "the columns of the payments file",
            "`sender`, `receiver`, `amount` and one of `tick` and `time` are required; `day` (with `time`), `priority` and `deadline` may be there, and no others."),
    OUTSIDE_HOURS(
            "S0307",
            "outside the business hours",
            "Payments arrive from the opening time on and before the closing time."),
    DEADLINE_TOO_EARLY(
            "S0308",
            "a deadline that is not after the arrival",
            "The deadline tick must be greater than the arrival tick."),
    TOO_MANY_PAYMENTS("S0309", "too many payments", "A payments file may have a hundred million rows."),

    // What is imported from other simulators.
    POLICY_FILE_NOT_GIVEN(
            "S0501",
            "a policy file that was not given",
            "A scenario of another simulator names its policies by paths of the machine it was made on. Name these files too when you import it; they are found by their"
                    + " names."),
    FOREIGN_COLUMNS(
            "S0502",
            "the columns of a foreign file",
            "The file must have the columns that the other simulator requires, each once."),
    FOREIGN_ROW(
            "S0503",
            "a row that cannot be imported",
            "The row has a value that the other simulator could not use, or names something that its other files do not have."),

    // A queue to offset.
    QUEUED_FORM(
            "S0601",
            "a queued transaction that cannot be read",
            "A file for `rtgsim offset` writes a queued transaction as text, `SENDER>RECEIVER AMOUNT`, such as `A>B 5`: two of the agents under `balances`, and"
                    + " minor units."),
    BALANCE_FORM(
            "S0602",
            "a balance that cannot be read",
            "A file for `rtgsim offset` gives each agent its balance in minor units: an integer, or, for readers that would round it, the same as text."),

    // Flags.
    SETTING_FORM(
            "S0201",
            "a --set that cannot be read",
            "The form is PATH=VALUE, such as `agents[BANK_A].opening_balance=7_000_000`."),
    SETTING_PATH(
            "S0202",
            "a --set path that leads nowhere",
            "The path must lead to a key of the scenario. `[index]` counts from 0, `[*]` is every element."),
    SETTING_POPULATION(
            "S0203",
            "a --set of one agent of a population",
            "The agents of a population follow its rule and have no settings of their own. Change the population, or list the agent under `agents`."),

    // Decision trees.
    POLICY_UNREADABLE(
            "S0401", "a policy file that cannot be read", "Its path is relative to the folder of the scenario."),
    POLICY_NEEDS_A_FILE(
            "S0402",
            "a policy file without a folder",
            "A scenario that comes as text, such as the body of a request, stands in no folder, and no file is read for it. Write the policy under `tree`."),
    UNKNOWN_FIELD(
            "S0403", "an unknown field", "Trees read the fields of docs/policies.md and registers, `bank_state_…`."),
    UNKNOWN_ACTION(
            "S0404", "an unknown action", "Trees take the actions of docs/policies.md, each in its own kind of tree."),
    NOT_IN_THIS_TREE(
            "S0405",
            "a field or action of another tree",
            "Only payment trees are asked about a transaction and can read its fields; each action belongs to one kind of tree."),
    UNKNOWN_PARAMETER(
            "S0406", "an unknown parameter", "`param` names a number that the policy gives under `parameters`."),
    DIVISION_BY_ZERO(
            "S0407",
            "a division by a written zero",
            "It could only give infinity or no number. `div0` has a default for a denominator that may be zero."),
    UNREACHABLE_NODE(
            "S0408",
            "a node that is never reached",
            "A condition between written numbers alone is always the same, and so is one that a branch above has asked. A parameter may be anything."),
    DUPLICATE_NODE("S0409", "a node id twice", "Node ids are unique in a policy, so that an event can name its node."),
    TREE_TOO_DEEP("S0410", "a tree too deep", "From the root of a tree to an action there may be 100 nodes."),
    TOO_MANY_REASONS(
            "S0411",
            "too many reasons",
            "The log tells 32 767 reasons apart: those that every run has, and the texts of Hold, PostCollateral and WithdrawCollateral in all policies together."),

    MORE_PROBLEMS("S0999", "more problems", "Only the first thousand problems are listed.");

    private final String code;
    private final String title;
    private final String explanation;

    ProblemCode(String code, String title, String explanation) {
        this.code = code;
        this.title = title;
        this.explanation = explanation;
    }

    /// `S` and four digits.
    public String code() {
        return code;
    }

    /// In a few words.
    public String title() {
        return title;
    }

    /// What the rule is, why, and how to keep it.
    public String explanation() {
        return explanation;
    }
}
