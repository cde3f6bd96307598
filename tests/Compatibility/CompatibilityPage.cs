using System.Text;

namespace Postrider.Compatibility;

/// <summary>Writes the page from what the tests are marked with and what became of them (pure).</summary>
public static class CompatibilityPage
{
    private const string Top = """
        # QStash compatibility

        Written by `make test` (`hack/test.sh`) from the results of its last full run; edit `tests/Compatibility/checklist.md`, not this page.
        An item is shown, "yes", when at least one test is marked with it (`[ProtocolItem]`) and all of those passed.

        """;

    private const string Bottom = """

        Items 163 to 185, the protocol of workflows (runs, steps, waits, notifications, invocations), are not served.

        """;

    public static string Write(IReadOnlyList<ChecklistItem> items, IEnumerable<MarkedTest> marked, IEnumerable<TestOutcome> outcomes)
    {
        var passed = outcomes.GroupBy(outcome => outcome.Test).ToDictionary(cases => cases.Key, cases => cases.All(one => one.Passed));
        var tests = marked.SelectMany(test => test.Items.Select(item => (item, test.Test))).ToLookup(pair => pair.item, pair => pair.Test);
        var page = new StringBuilder(Top).Append($"\n{items.Count(item => IsShown(tests[item.Number], passed))} of {items.Count} items are shown.\n");
        foreach (var group in items.GroupBy(item => item.Group))
        {
            page.Append($"\n## {group.Key}\n\n| | observable | shown | by |\n|---|---|---|---|\n");
            page.AppendJoin("", group.Select(item => Row(item, [.. tests[item.Number].Distinct()], passed)));
        }

        return page.Append(Bottom).ToString();
    }

    private static string Row(ChecklistItem item, IReadOnlyList<TestMethod> tests, Dictionary<TestMethod, bool> passed)
    {
        var names = tests.Select(test => $"`{test}`{(passed.TryGetValue(test, out var did) ? did ? "" : " (failed)" : " (did not run)")}");
        return $"| {item.Number} | {item.Text} | {(IsShown(tests, passed) ? "yes" : "no")} | {string.Join("<br>", names.Order(StringComparer.Ordinal))} |\n";
    }

    private static bool IsShown(IEnumerable<TestMethod> tests, Dictionary<TestMethod, bool> passed) => tests.Any() && tests.All(test => passed.GetValueOrDefault(test));
}
