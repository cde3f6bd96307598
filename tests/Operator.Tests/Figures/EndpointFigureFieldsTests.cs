using System.Text.Json.Nodes;
using Postrider.Core.Registry;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Figures;

namespace Postrider.Operator.Tests.Figures;

public sealed class EndpointFigureFieldsTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = First.AddHours(1);
    private static readonly EndpointFigures Some = new(1, 0, 5, 0);

    [Fact]
    public void Figures_carry_the_time_of_their_last_change()
    {
        var before = EndpointFigureFields.Of(Some, null, null, First);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)EndpointFigureFields.Of(Some, null, before, Later)["observedTime"]);
        Assert.Equal("2026-01-01T01:00:00Z", (string?)EndpointFigureFields.Of(new(0, 0, 6, 0), null, before, Later)["observedTime"]);
        Assert.Equal("2026-01-01T01:00:00Z", (string?)EndpointFigureFields.Of(Some, First, before, Later)["observedTime"]);
    }

    [Fact]
    public void The_same_figures_differ_in_nothing_whether_a_field_is_null_or_not_there()
    {
        var kept = EndpointFigureFields.Of(Some, null, null, First);
        kept.Remove("oldestWaitingTime"); // as the API server keeps it
        var status = new JsonObject { ["messages"] = kept };
        Assert.Empty(StatusDocument.Difference(status, new JsonObject { ["messages"] = EndpointFigureFields.Of(Some, null, kept, Later) }));
        Assert.Single(StatusDocument.Difference(status, new JsonObject { ["messages"] = EndpointFigureFields.Of(Some, First, kept, Later) }));
    }
}
