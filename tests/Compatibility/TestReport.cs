using System.Xml.Linq;

namespace Postrider.Compatibility;

/// <summary>The report of one test project: its outcomes, and the assembly that was run.</summary>
public sealed record TestReport(IReadOnlyList<TestOutcome> Outcomes, IReadOnlyList<string> Assemblies)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads a report in the format <c>.trx</c>.</summary>
    public static TestReport Read(XDocument report)
    {
        var methods = report.Descendants(Trx + "UnitTest").ToDictionary(test => (string)test.Attribute("id")!, test => test.Element(Trx + "TestMethod")!);
        var outcomes = report.Descendants(Trx + "UnitTestResult")
            .Select(result => new TestOutcome(TestOf(methods[(string)result.Attribute("testId")!]), (string?)result.Attribute("outcome") == "Passed"));
        return new([.. outcomes], [.. methods.Values.Select(method => (string)method.Attribute("codeBase")!).Distinct()]);
    }

    private static TestMethod TestOf(XElement method) => new((string)method.Attribute("className")!, (string)method.Attribute("name")!);
}
