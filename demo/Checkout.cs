namespace Postrider.Demo;

/// <summary>The folder that this source lives in: where the programs, the samples and the scripts are.</summary>
internal sealed class Checkout
{
    private Checkout(string root) => Root = root;

    public string Root { get; }

    public string Samples => Path.Combine("config", "samples"); // relative: it is shown, and the programs start in Root

    public static Checkout Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return new Checkout(folder.FullName);
            }
        }

        throw new DemoFailure("The demo runs the operator and the dispatcher of its checkout, and it is not in one.");
    }

    public string Script(string name) => Path.Combine(Root, "hack", name);

    public string Program(string project) => Path.Combine(Root, project, "bin", "Release", "net10.0", $"postrider-{project}.dll");

    /// <summary>Fails with a sentence that says how to build what is missing.</summary>
    public void RequireBuilt()
    {
        foreach (var project in new[] { "operator", "dispatcher" })
        {
            if (!File.Exists(Program(project)))
            {
                throw new DemoFailure($"The {project} is not built: run `make run`, which builds it first, or `dotnet build -c Release {project}`.");
            }
        }
    }
}
