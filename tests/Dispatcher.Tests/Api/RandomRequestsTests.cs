using Postrider.TestKit.Compatibility;
using Postrider.TestKit.Redis;
using Postrider.TestKit.Registry;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>A gateway without a worker: what it accepts by chance is never sent anywhere.</summary>
public sealed class RandomRequestsTests
{
    private const int Requests = 4000;

    [Theory]
    [ProtocolItem(8)]
    [InlineData(1)]
    [InlineData(null)]
    public async Task Whatever_comes_is_answered_in_the_protocols_shape_and_what_is_refused_leaves_no_trace(int? fixedSeed)
    {
        var seed = fixedSeed ?? Environment.TickCount;
        await using var redis = await RedisServer.StartAsync();
        await using var declared = await Declarations.OpenAsync(redis.Configuration);
        await using var dispatcher = await TestKit.Dispatching.Dispatcher.StartAsync(redis.Configuration, "--Roles=gateway", "--Retention:Events=00:00:00");
        var requests = new RandomRequests(seed);
        var (accepted, refused) = (0, 0);
        for (var number = 0; number < Requests; number++)
        {
            var request = requests.Next();
            var before = await LoneGateway.KeysAsync(redis);
            var answer = await RawHttp.SendAsync(dispatcher.Url, request.Bytes, request.Garbled ? TimeSpan.FromMilliseconds(500) : null);
            Assert.True(IsFine(request, answer), $"seed {seed}, request {number}: {answer}\n{request}");
            if (answer.Status >= 400)
            {
                Assert.True(before == await LoneGateway.KeysAsync(redis), $"seed {seed}, request {number} was refused and stored something:\n{request}");
            }

            (accepted, refused) = answer.Status is >= 200 and < 300 ? (accepted + 1, refused) : (accepted, refused + 1);
        }

        Assert.InRange(accepted, 50, Requests);
        Assert.InRange(refused, 500, Requests);
        Assert.DoesNotContain(" failed.", dispatcher.Process.Output, StringComparison.Ordinal);
    }

    private static bool IsFine(RandomRequest request, RawAnswer answer) => answer.Status switch
    {
        0 => request.Garbled,
        503 => answer.Error?.Length > 0 && answer.Head.Contains("Retry-After", StringComparison.OrdinalIgnoreCase),
        505 => request.Garbled,
        >= 500 => false,
        >= 400 => request.Garbled || request.HasBodylessAnswer || answer.Error?.Length > 0,
        _ => answer.Status >= 200,
    };
}
