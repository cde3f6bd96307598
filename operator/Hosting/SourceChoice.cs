using Postrider.Core.Settings;

namespace Postrider.Operator.Hosting;

/// <summary>Which source is read, from <c>--source</c> and <c>--path</c>.</summary>
/// <param name="Folder">The folder; null for Kubernetes.</param>
internal sealed record SourceChoice(string? Folder)
{
    /// <summary>Reads the command line only: PATH is a variable of every environment.</summary>
    /// <exception cref="SettingException">The arguments do not fit together.</exception>
    public static SourceChoice Read(string[] args)
    {
        var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
        var path = arguments["path"];
        return (arguments["source"] ?? "kubernetes") switch
        {
            "kubernetes" when path is not null => throw new SettingException("--path is only for --source directory."),
            "kubernetes" => new SourceChoice((string?)null),
            "directory" when string.IsNullOrWhiteSpace(path) => throw new SettingException("--source directory needs --path FOLDER."),
            "directory" when !Directory.Exists(path) => throw new SettingException($"--path names '{path}', which is not a folder."),
            "directory" => new SourceChoice(Path.GetFullPath(path!)),
            var other => throw new SettingException($"--source is '{other}'; it must be kubernetes or directory."),
        };
    }
}
