using System.Xml.Linq;

namespace Postrider.Compatibility.Tests;

public sealed class TestReportTests
{
    [Fact]
    public void Each_case_is_an_outcome_of_its_method()
    {
        var report = TestReport.Read(XDocument.Parse("""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Results>
                <UnitTestResult testId="1" testName="A.Tests.Works(n: 1)" outcome="Passed" />
                <UnitTestResult testId="2" testName="A.Tests.Works(n: 2)" outcome="NotExecuted" />
              </Results>
              <TestDefinitions>
                <UnitTest id="1"><TestMethod codeBase="/a.dll" className="A.Tests" name="Works" /></UnitTest>
                <UnitTest id="2"><TestMethod codeBase="/a.dll" className="A.Tests" name="Works" /></UnitTest>
              </TestDefinitions>
            </TestRun>
            """));
        var test = new TestMethod("A.Tests", "Works");
        Assert.Equal([new(test, true), new(test, false)], report.Outcomes);
        Assert.Equal(["/a.dll"], report.Assemblies);
    }
}
