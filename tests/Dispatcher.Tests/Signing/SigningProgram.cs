using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Secrets;
using Postrider.Dispatcher.Signing;

namespace Postrider.Dispatcher.Tests.Signing;

/// <summary>What a dispatcher has of signing keys, over a test's Redis: with its own configuration and snapshot, and what it logged.</summary>
internal sealed class SigningProgram : ILogger<SigningKeys>, ILogger<SigningStart>, IAsyncDisposable
{
    private readonly RedisConnections connections;
    private readonly SigningStart start;

    public SigningProgram(string redis, string current = "sig_one", string next = "sig_two", params string[] encryptionKeys)
    {
        connections = new(Options.Create(new RedisOptions { Configuration = redis }));
        Reader = new(connections, NullLogger<RegistryReader>.Instance);
        var signing = Options.Create(new SigningOptions { CurrentKey = current, NextKey = next });
        var encryption = new EncryptionOptions { CurrentKeyId = encryptionKeys.FirstOrDefault(), Keys = encryptionKeys.ToDictionary(name => name, name => Convert.ToBase64String(Enumerable.Repeat((byte)name[0], 32).ToArray())) };
        var (store, box) = (new SigningKeyStore(connections), new SigningBox(Options.Create(encryption), signing));
        Keys = new(store, Reader, box, signing, this);
        start = new(Keys, store, Reader, box, signing, this);
    }

    public SigningKeys Keys { get; }

    public RegistryReader Reader { get; }

    public List<string> Logged { get; } = [];

    public Task<string?> CheckAsync() => start.CheckAsync();

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        await connections.DisposeAsync();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Logged)
        {
            Logged.Add(formatter(state, exception));
        }
    }
}
