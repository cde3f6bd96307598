using Hangfire.Logging;

namespace Postrider.Bench.Parts;

/// <summary>Keeps Hangfire from logging: writing lines is not what is measured.</summary>
internal sealed class SilentLog : ILogProvider, ILog
{
    public ILog GetLogger(string name) => this;

    public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
}
