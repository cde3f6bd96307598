using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Api;

/// <summary>Two namespaces of the running pair, which a test finds and leaves without messages and dead letters.</summary>
public abstract class TwoTenantsTest(RunningPair pair) : IAsyncLifetime
{
    protected RunningPair Pair => pair;

    protected Receiver Receiver { get; private set; } = null!;

    protected PublishApi Api { get; private set; } = null!;

    /// <summary>The API as the other namespace.</summary>
    protected PublishApi Other { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Receiver = await Receiver.StartAsync();
        (Api, Other) = (pair.As("testUser1"), pair.As("testUser2"));
        await EmptyAsync(Api);
        await EmptyAsync(Other);
    }

    public async Task DisposeAsync()
    {
        await EmptyAsync(Api);
        await EmptyAsync(Other);
        Api.Dispose();
        Other.Dispose();
        await Receiver.DisposeAsync();
    }

    private static async Task EmptyAsync(PublishApi publisher)
    {
        await publisher.DeleteAsync("/v2/messages");
        while ((int)(await publisher.DeleteAsync("/v2/dlq")).Json!["deleted"]! > 0)
        {
        }
    }
}
