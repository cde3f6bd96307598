using System.Text.Json.Nodes;

namespace Postrider.Operator.Figures;

/// <summary>The figures of one resource.</summary>
/// <param name="Fields">Fields of its status; one that is null is not there.</param>
/// <param name="ChangesAt">When they may change although nobody tells of it; null = never.</param>
internal sealed record FigureReading(JsonObject Fields, DateTimeOffset? ChangesAt)
{
    public static readonly FigureReading None = new([], null);
}
