using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Api;
using Postrider.Dispatcher.Hosting;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(1_000, false)]
    [InlineData(100_000, true)]
    [InlineData(2_000_000, true)]
    public async Task What_is_done_with_a_long_body_holds_up_no_thread_that_waits_for_sockets(int bytes, bool isHandedOver)
    {
        var context = new DefaultHttpContext { RequestServices = Services() };
        context.Features.Set(new Caller("shop", null, null));
        (context.Request.Body, context.Request.ContentLength) = (new MemoryStream(new byte[bytes]), bytes);

        var (fits, onThreadPool) = await ReadFromThreadOfItsOwnAsync(context.Request);

        Assert.True(fits);
        Assert.Equal(isHandedOver, onThreadPool);
    }

    private static ServiceProvider Services() => new ServiceCollection()
        .AddSingleton(new BodyBudget(Options.Create(new GatewayOptions()), TimeProvider.System)).BuildServiceProvider();

    private static async Task<(bool Fits, bool OnThreadPool)> ReadFromThreadOfItsOwnAsync(HttpRequest request)
    {
        var reading = new TaskCompletionSource<Task<(bool, bool)>>();
        var thread = new Thread(() => reading.SetResult(RequestBody.ReadAsync(request, int.MaxValue, _ => Thread.CurrentThread.IsThreadPoolThread).AsTask()));
        thread.Start();
        return await await reading.Task;
    }
}
