using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Controllers;
using Postrider.Operator.Controllers.Schedules;
using Postrider.Operator.Runtime;
using Postrider.Operator.Schema;

namespace Postrider.Operator.Tests.Controllers.Schedules;

public sealed class ScheduleTranslatorTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"cron": "61 * * * *"}""", "Invalid", "spec.cron")]
    [InlineData("""{"cron": "* * 30 2 *"}""", "NeverFires", "spec.cron")]
    [InlineData("""{"cron": "* * * * *", "timeZone": "Mars/Olympus"}""", "UnknownTimeZone", "spec.timeZone")]
    [InlineData("""{"cron": "* * * * *", "retry": {"delayExpression": "1 +"}}""", "Invalid", "spec.retry.delayExpression")]
    public void What_no_schema_can_see_is_refused_naming_the_field(string spec, string reason, string field)
    {
        var translation = Translate(spec);
        Assert.Null(translation.Definition);
        Assert.Equal(reason, translation.Verdict.Reason);
        Assert.StartsWith(field + ": ", translation.Verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_counts_in_bytes()
    {
        var body = new string('ä', ScheduleTranslator.MaxBodyBytes - 1);
        Assert.StartsWith("spec.body: ", Translate($$"""{"cron": "* * * * *", "body": "{{body}}"}""").Verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_set_is_passed_on()
    {
        var definition = Translate("""
            {"cron": "0 9 * * *", "timeZone": "Europe/Berlin", "method": "PUT", "contentType": "text/plain", "body": "x", "headers": [{"name": "X-A", "value": "1"}],
             "delay": "1m30s", "timeout": "5s", "retry": {"limit": 2, "backoff": {"initial": "1s"}}, "startingDeadlineSeconds": 7, "suspend": true}
            """).Definition!;
        Assert.Equal(("0 9 * * *", "Europe/Berlin", "PUT", "text/plain", "x"), (definition.Cron, definition.TimeZone, definition.Method, definition.ContentType, definition.Body));
        Assert.Equal((90_000, 5_000, 7, true), (definition.DelayMs, definition.TimeoutMs, definition.StartingDeadlineSeconds, definition.Suspend));
        Assert.Equal(new BackoffPolicy { InitialMs = 1000, Factor = 2, MaxMs = 86_400_000, JitterPercent = 0 }, definition.Retry!.Backoff);
        Assert.Equal([KeyValuePair.Create("X-A", "1")], definition.Headers);
    }

    private static Translation<ScheduleDefinition> Translate(string spec)
    {
        var resource = new JsonObject
        {
            ["apiVersion"] = ApiGroup.GroupVersion,
            ["kind"] = Schedule.KubeKind,
            ["metadata"] = new JsonObject { ["name"] = "tick", ["namespace"] = "default" },
            ["spec"] = JsonNode.Parse(spec),
        };
        resource["spec"]!["destination"] = new JsonObject { ["url"] = "http://127.0.0.1:9/" };
        var read = ResourceReader.ReadStrict<Schedule>(resource);
        Assert.Empty(read.Errors);
        var declared = new Declared<Schedule>(new("default", "tick"), 1, new Dictionary<string, string>(), read.Resource, null, null, "", "a test");
        return ScheduleTranslator.Translate(declared, "test", null, null, Now);
    }
}
