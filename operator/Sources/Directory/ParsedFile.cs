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
            return Broken($"{file}:{LineOf(exception)}: {Innermost(exception)}");
        }
        catch (Exception exception)
        {
            return Broken($"{file}: cannot be read: {Innermost(exception)}"); // one file that nobody foresaw must not stop the others
        }
    }

    public static ParsedFile Broken(string problem) => new([], [problem], []);

    // The innermost that knows a place says what is wrong there; the others are of the document, or of none.
    private static long LineOf(Exception? exception) => exception is null ? Mark.Empty.Line
        : LineOf(exception.InnerException) is var inner && inner > Mark.Empty.Line ? inner
        : exception is YamlException yaml ? yaml.Start.Line : Mark.Empty.Line;

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message.TrimEnd('.');
}
