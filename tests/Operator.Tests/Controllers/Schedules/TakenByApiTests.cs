using System.Net;
using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Dispatching;
using static Postrider.Operator.Tests.Sources.Directory.FolderScene;

namespace Postrider.Operator.Tests.Controllers.Schedules;

/// <summary>Schedules made through the API and Schedule resources of the same names.</summary>
public sealed class TakenByApiTests
{
    private const string Target = "http://127.0.0.1:9/made";
    private const string Declared = "url: http://127.0.0.1:9/declared";
    private const string Yearly = "0 0 1 1 *";

    [Fact]
    public async Task A_Schedule_whose_name_the_api_has_says_what_to_do_and_takes_its_place_when_that_is_deleted()
    {
        await using var scene = await StartAsync();
        await using var dispatcher = await Dispatcher.StartAsync(scene.Redis.Configuration, "--Roles=gateway");
        Assert.Equal(HttpStatusCode.OK, await MakeAsync(dispatcher, "nightly"));
        scene.Write("a.yaml", Schedule("nightly", Declared, Yearly) + Schedule("free", Declared, Yearly));
        var view = await scene.HasReasonAsync("Schedule", "nightly", "NameTaken");
        Assert.Contains("Schedule 'nightly' of namespace 'default' was made through the API. Delete it there (DELETE /v2/schedules/nightly)", (string?)view["message"], StringComparison.Ordinal);
        Assert.Equal("False", (string?)view["ready"]);
        await scene.HasReasonAsync("Schedule", "free", "Accepted");
        Assert.Equal(Target, await DestinationAsync(dispatcher, "nightly"));
        var version = await scene.VersionAsync();
        Assert.Equal(HttpStatusCode.OK, await MakeAsync(dispatcher, "nightly")); // it stays the API's to change
        Assert.Equal(version, await scene.VersionAsync()); // and asking again and again writes nothing
        Assert.Equal(HttpStatusCode.OK, (await dispatcher.Api.DeleteAsync("/v2/schedules/nightly")).Status);
        await scene.BecomesAsync("s", "nightly", found => (string?)found?["source"] == "directory");
        await scene.HasReasonAsync("Schedule", "nightly", "Accepted");
        Assert.Equal("http://127.0.0.1:9/declared", await DestinationAsync(dispatcher, "nightly"));
        Assert.Equal(HttpStatusCode.Conflict, await MakeAsync(dispatcher, "nightly"));
        Assert.Equal(HttpStatusCode.Conflict, (await dispatcher.Api.DeleteAsync("/v2/schedules/nightly")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await dispatcher.Api.SendAsync(HttpMethod.Patch, "/v2/schedules/nightly/pause", [])).Status);
    }

    [Fact]
    public async Task What_the_api_made_outlives_restarts_resyncs_and_the_removal_of_a_resource_of_its_name()
    {
        await using var scene = await StartAsync(("a.yaml", Schedule("declared", Declared, Yearly)));
        await using var dispatcher = await Dispatcher.StartAsync(scene.Redis.Configuration, "--Roles=gateway");
        await MakeAsync(dispatcher, "nightly");
        await MakeAsync(dispatcher, "made");
        scene.Write("b.yaml", Schedule("nightly", Declared, Yearly));
        await scene.HasReasonAsync("Schedule", "nightly", "NameTaken");
        await scene.StopOperatorAsync();
        await scene.StartOperatorAsync();
        await scene.HasReasonAsync("Schedule", "nightly", "NameTaken");
        scene.Delete("b.yaml");
        await Eventually.BecomesAsync(() => scene.ViewAsync("Schedule", "nightly"), found => found.AsObject().Count == 0, "the resource is gone");
        await scene.Redis.Database.KeyDeleteAsync("{reg}complete"); // everything is written and pruned anew
        await Eventually.IsTrueAsync(async () => await scene.Redis.Database.KeyExistsAsync("{reg}complete"), "the registry is complete again");
        Assert.Equal(Target, await DestinationAsync(dispatcher, "nightly"));
        Assert.Equal(["declared", "made", "nightly"], (await ListAsync(dispatcher)).Select(schedule => (string)schedule["scheduleId"]!).Order());
    }

    [Fact]
    public async Task A_declared_schedule_is_listed_with_what_it_sends_and_when()
    {
        await using var scene = await StartAsync(
            ("a.yaml", Endpoint("billing") + Schedule("nightly", "endpointRef: { name: billing }", Yearly, ", timeZone: Europe/Berlin, body: tick, contentType: text/plain, delay: 90s, suspend: true")));
        await using var dispatcher = await Dispatcher.StartAsync(scene.Redis.Configuration, "--Roles=gateway");
        await Eventually.IsTrueAsync(async () => (await ListAsync(dispatcher)).Count == 1, "it is listed");
        var schedule = (await dispatcher.Api.GetAsync("/v2/schedules/nightly")).Json!;
        Assert.Equal(
            ($"CRON_TZ=Europe/Berlin {Yearly}", "endpoint/billing", "tick", "POST", 90, 3, true),
            ((string)schedule["cron"]!, (string)schedule["destination"]!, (string)schedule["body"]!, (string)schedule["method"]!, (int)schedule["delay"]!, (int)schedule["retries"]!, (bool)schedule["isPaused"]!));
        Assert.Equal("""{"Content-Type":["text/plain"]}""", schedule["header"]!.ToJsonString());
        Assert.Null(schedule["nextScheduleTime"]);
    }

    private static async Task<HttpStatusCode> MakeAsync(Dispatcher dispatcher, string id) =>
        (await dispatcher.Api.ScheduleAsync(Target, "", $"Upstash-Cron: {Yearly}", $"Upstash-Schedule-Id: {id}")).Status;

    private static async Task<string> DestinationAsync(Dispatcher dispatcher, string id) => (string)(await dispatcher.Api.GetAsync($"/v2/schedules/{id}")).Json!["destination"]!;

    private static async Task<List<JsonNode>> ListAsync(Dispatcher dispatcher) => [.. (await dispatcher.Api.GetAsync("/v2/schedules")).Json!.AsArray().Select(schedule => schedule!)];
}
