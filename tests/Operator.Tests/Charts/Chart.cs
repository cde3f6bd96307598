using System.Diagnostics;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Charts;

/// <summary>Renders the chart as a user's helm would: with helm where it is on PATH, else with the renderer that <c>hack/get-helm.sh</c> builds.</summary>
internal static class Chart
{
    public const string Namespace = "postrider-system";
    private static readonly Lazy<string> Program = new(FindProgram);

    /// <summary>What renders, in words.</summary>
    public static string Renderer => Path.GetFileName(Program.Value) == "helm" ? "helm" : "our renderer, since helm is not on PATH";

    /// <summary>Path of the chart, or of something in it.</summary>
    public static string PathOf(params string[] parts) => Checkout.PathOf(["charts", "postrider", .. parts]);

    /// <summary>Renders it with its defaults, or with the values of a file.</summary>
    public static string Render(string? valuesFile)
    {
        var (code, output, errors) = Run(valuesFile is null ? [] : ["--values", valuesFile]);
        return code == 0 ? output : throw new InvalidOperationException($"{Program.Value} template ended with {code}: {errors}");
    }

    /// <summary>Renders it with these values; returns what is complained of, empty when nothing is.</summary>
    public static string ComplaintOf(string values) => TryRender(values).Complaint;

    /// <summary>The same, with what came out.</summary>
    public static (string Complaint, string Text) TryRender(string values)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, values);
        var (code, output, errors) = Run(["--values", file]);
        File.Delete(file);
        return (code == 0 ? "" : errors + errors.Replace('/', '.'), output); // newer releases of helm write paths with slashes
    }

    private static (int Code, string Output, string Errors) Run(IEnumerable<string> arguments) =>
        Run(Program.Value, ["template", "postrider", PathOf(), "--namespace", Namespace, .. arguments]);

    private static string FindProgram()
    {
        var (code, output, errors) = Run("bash", [Checkout.PathOf("hack", "get-helm.sh")]);
        return code == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1] : throw new InvalidOperationException(errors);
    }

    private static (int Code, string Output, string Errors) Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
