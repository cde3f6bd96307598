using YamlDotNet.Core;

namespace Postrider.Operator.Sources.Directory;

/// <summary>What a file says, or why it cannot be taken.</summary>
/// <param name="Problems">Sentences that name file and line, one for each document that is wrong; empty when the file is fine.</param>
/// <param name="Others">Documents that Postrider does not read.</param>
internal sealed record ParsedFile(IReadOnlyList<Document> Documents, IReadOnlyList<string> Problems, IReadOnlyList<string> Others)
{
    public static ParsedFile Parse(string file, string text)
    {
        try
        {
            var readings = YamlReader.Read(text).SelectMany(document => DocumentReader.Read(file, document)).ToList();
            return new ParsedFile(
                [.. readings.Select(reading => reading.Document).OfType<Document>()],
                [.. readings.Select(reading => reading.Problem).OfType<string>()],
                [.. readings.Select(reading => reading.Other).OfType<string>()]);
        }
        catch (YamlException exception)
        {
            return Broken($"{file}:{exception.Start.Line}: {Innermost(exception)}");
        }
        catch (Exception exception)
        {
            return Broken($"{file}: cannot be read: {Innermost(exception)}"); // one file that nobody foresaw must not stop the others
        }
    }

    public static ParsedFile Broken(string problem) => new([], [problem], []);

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message.TrimEnd('.');
}
