using System.Text.Json.Nodes;
using Postrider.Operator.Controllers.Statuses;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Tests.Controllers.Statuses;

public sealed class StatusDocumentTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = First.AddHours(1);
    private static readonly Verdict Good = new(Reasons.Accepted, "fine");
    private static readonly Verdict Bad = new(Reasons.Invalid, "spec.url: wrong");

    [Fact]
    public void The_same_again_changes_nothing() => Assert.Null(StatusDocument.Change(Status(Good), 1, Good, [], Later));

    [Fact]
    public void The_transition_time_moves_only_with_the_status()
    {
        var reworded = StatusDocument.Change(Status(Good), 2, new Verdict(Reasons.Suspended, "waits"), [], Later)!;
        Assert.Equal(("2026-01-01T00:00:00Z", "Suspended", 2), Ready(reworded));
        var failed = StatusDocument.Change(Status(Good), 1, Bad, [], Later)!;
        Assert.Equal(("2026-01-01T01:00:00Z", "Invalid", 1), Ready(failed));
    }

    [Fact]
    public void Conditions_of_others_stay()
    {
        var status = Status(Good);
        status["conditions"]!.AsArray().Insert(0, new JsonObject { ["type"] = "Theirs", ["status"] = "True" });
        var change = StatusDocument.Change(status, 1, Bad, [], Later)!;
        Assert.Equal(["Theirs", "Ready", "Stalled"], change["conditions"]!.AsArray().Select(condition => (string?)condition!["type"]));
    }

    [Fact]
    public void A_field_that_is_no_more_is_removed_once()
    {
        var status = Status(Good);
        status["url"] = "http://x/";
        var change = StatusDocument.Change(status, 1, Good, new JsonObject { ["url"] = null }, Later)!;
        Assert.Equal("""{"url":null}""", change.ToJsonString());
        Assert.Null(StatusDocument.Change(Status(Good), 1, Good, new JsonObject { ["url"] = null }, Later));
    }

    private static JsonObject Status(Verdict verdict) => StatusDocument.Change(null, 1, verdict, [], First)!;

    private static (string?, string?, int) Ready(JsonObject status)
    {
        var condition = status["conditions"]![0]!;
        return ((string?)condition["lastTransitionTime"], (string?)condition["reason"], (int)(long)condition["observedGeneration"]!);
    }
}
