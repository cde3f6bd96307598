using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Auth.InCluster;
using Postrider.Dispatcher.Tests.Auth.InCluster;

namespace Postrider.Dispatcher.Tests.Auth.Access;

public sealed class AccessControlTests
{
    private static readonly Caller Static = new("shop", null, null);
    private static readonly Caller Account = new("shop", null, new("system:serviceaccount:shop:web", "uid", []));
    private readonly FakeTimeProvider time = new();
    private readonly FakeApiServer api = new();

    [Fact]
    public async Task A_configured_token_may_do_everything_in_its_namespace_and_nobody_is_asked()
    {
        Assert.Null(await StatusAsync(Control(), Static, "shop"));
        Assert.Null(await StatusAsync(Control(["shop"]), Static, "shop"));
        Assert.Equal(0, api.AccessesAsked);
    }

    [Theory]
    [InlineData("shop->payments", true)]
    [InlineData("*->payments", true)]
    [InlineData("shop->*", true)]
    [InlineData("* -> *", true)]
    [InlineData("Shop->Payments", true)]
    [InlineData("other->payments", false)]
    [InlineData("payments->shop", false)]
    [InlineData("shop->other", false)]
    [InlineData(null, false)]
    public async Task Without_Kubernetes_crossing_is_what_the_setting_permits(string? crossing, bool permitted) =>
        Assert.Equal(permitted ? null : 403, await StatusAsync(new(Crossing(crossing), null), Static, "payments"));

    [Fact]
    public async Task With_Kubernetes_crossing_is_asked_for_the_tokens_namespace()
    {
        Assert.Equal(403, await StatusAsync(Control(), Static, "payments"));
        api.Allowed.Add("publish topics/orders payments");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await StatusAsync(Control(), Static, "payments"));
    }

    [Fact]
    public async Task In_single_namespaces_nothing_is_asked_about_others()
    {
        api.Allowed.Add("publish topics/orders payments");
        Assert.Equal(403, await StatusAsync(Control(["shop"]), Account, "payments"));
        Assert.Equal(0, api.AccessesAsked);
    }

    [Fact]
    public async Task Either_of_two_rights_does()
    {
        api.Allowed.Add("publish endpoints/orders shop");
        var control = Control();
        Assert.Null(await control.RefusalOfAsync(Account, Publish("shop") with { Or = Rights.PublishToEndpoint }));
        Assert.Equal(403, (await control.RefusalOfAsync(Account, Publish("shop") with { Or = Rights.PublishToUrl }))?.Status);
    }

    [Fact]
    public async Task While_nobody_can_be_asked_known_answers_hold_for_ten_minutes_and_others_are_503()
    {
        api.Allowed.Add("publish topics/orders shop");
        var control = Control();
        await StatusAsync(control, Account, "shop");
        await StatusAsync(control, Account, "payments");
        api.IsAway = true;
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await StatusAsync(control, Account, "shop"));
        Assert.Equal(403, await StatusAsync(control, Account, "payments"));
        Assert.Equal(503, await StatusAsync(control, Account, "other"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(503, await StatusAsync(control, Account, "shop"));
    }

    private static AccessRequest Publish(string ns) => new(Rights.PublishToTopic, "orders", ns);

    private static CrossingTable Crossing(string? entry) => new(Options.Create(new AuthOptions { Crossing = entry is null ? [] : [entry] }));

    private static async Task<int?> StatusAsync(AccessControl control, Caller caller, string ns) => (await control.RefusalOfAsync(caller, Publish(ns)))?.Status;

    private AccessControl Control(params string[] namespaces) => new(Crossing(null), new AccessReviews(api, namespaces, time));
}
