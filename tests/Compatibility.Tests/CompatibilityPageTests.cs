namespace Postrider.Compatibility.Tests;

public sealed class CompatibilityPageTests
{
    private static readonly TestMethod First = new("A.B.FirstTests", "Works");
    private static readonly TestMethod Second = new("A.B.SecondTests", "Works_too");
    private static readonly IReadOnlyList<ChecklistItem> Items = Checklist.Read("# A. Group\n1. It works.\n");

    [Fact]
    public void An_item_is_shown_when_all_cases_of_all_its_tests_passed() =>
        Assert.Contains(
            "| 1 | It works. | yes | `FirstTests.Works`<br>`SecondTests.Works_too` |",
            Page([new(Second, [1]), new(First, [1])], Of(First, true), Of(First, true), Of(Second, true)), StringComparison.Ordinal);

    [Fact]
    public void One_failed_case_makes_it_a_no() =>
        Assert.Contains("| no | `FirstTests.Works` (failed) |", Page([new(First, [1])], Of(First, true), Of(First, false)), StringComparison.Ordinal);

    [Fact]
    public void A_test_that_did_not_run_makes_it_a_no() =>
        Assert.Contains(
            "| no | `FirstTests.Works`<br>`SecondTests.Works_too` (did not run) |",
            Page([new(First, [1]), new(Second, [1])], Of(First, true)), StringComparison.Ordinal);

    [Fact]
    public void An_item_without_a_test_is_a_no() => Assert.Contains("| 1 | It works. | no |  |", Page([]), StringComparison.Ordinal);

    private static TestOutcome Of(TestMethod test, bool passed) => new(test, passed);

    private static string Page(IReadOnlyList<MarkedTest> marked, params TestOutcome[] outcomes) => CompatibilityPage.Write(Items, marked, outcomes);
}
