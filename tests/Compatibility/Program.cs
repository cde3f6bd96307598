using System.Xml.Linq;
using Postrider.Compatibility;

// postrider-compatibility REPORTS PAGE: writes PAGE from the .trx reports in the folder REPORTS and the marks in the assemblies that they name.
if (args is not [var folder, var page])
{
    Console.Error.WriteLine("usage: postrider-compatibility REPORTS PAGE");
    return 2;
}

var reports = Directory.GetFiles(folder, "*.trx").Select(path => TestReport.Read(XDocument.Load(path))).ToList();
var marked = reports.SelectMany(report => report.Assemblies).Distinct().SelectMany(MarkedTests.Of).ToList();
var items = Checklist.Load();
var unknown = marked.Where(test => test.Items.Except(items.Select(item => item.Number)).Any()).Select(test => test.Test).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"marked with an item that the checklist does not have: {string.Join(", ", unknown)}");
    return 1;
}

File.WriteAllText(page, CompatibilityPage.Write(items, marked, reports.SelectMany(report => report.Outcomes)));
return 0;
