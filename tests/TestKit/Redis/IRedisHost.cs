namespace Postrider.TestKit.Redis;

/// <summary>What runs a test's Redis on a fixed port of loopback: a container, or a process.</summary>
internal interface IRedisHost : IAsyncDisposable
{
    /// <summary>Starts it, also after it was killed, with the data that it kept.</summary>
    Task StartAsync();

    /// <summary>Ends it.</summary>
    Task KillAsync();
}
