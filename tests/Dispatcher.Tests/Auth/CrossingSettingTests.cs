using System.Net;
using Postrider.TestKit.Http;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Auth;

public sealed class CrossingSettingTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("--Auth:Crossing:0=default->payments", true)]
    [InlineData("--Auth:Crossing:0=payments->default", false)]
    public async Task In_development_everything_crosses_until_the_setting_says_what_may(string setting, bool permitted)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await declared.EndpointAsync("payments", "billing", receiver.Url);
        await using var gateway = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, [.. new[] { setting }.Where(given => given.Length > 0)]);
        var answer = await gateway.Api.PublishAsync("billing.payments");
        Assert.Equal(permitted ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal(permitted ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, (await gateway.Api.PublishAsync("unknown.payments")).Status);
    }
}
