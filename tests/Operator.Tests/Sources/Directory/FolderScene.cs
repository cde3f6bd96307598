using System.Text.Json.Nodes;
using Postrider.TestKit;
using Postrider.TestKit.Operating;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Sources.Directory;

/// <summary>A folder, a Redis and an operator of a test's own.</summary>
public sealed class FolderScene : IAsyncDisposable
{
    private readonly DirectoryInfo parent = System.IO.Directory.CreateTempSubdirectory("postrider-folder-");
    private OperatorProgram? program;

    private FolderScene(RedisServer redis) => Redis = redis;

    public RedisServer Redis { get; }

    public OperatorProgram Program => program!;

    public string Folder => Path.Combine(parent.FullName, "resources");

    /// <summary>Sets the scene with files and waits until the operator is ready.</summary>
    public static Task<FolderScene> StartAsync(params (string File, string Text)[] files) => StartAsync([], files);

    /// <summary>As the other, with a Redis that has arguments of its own.</summary>
    public static async Task<FolderScene> StartAsync(string[] redis, params (string File, string Text)[] files)
    {
        var scene = new FolderScene(await RedisServer.StartAsync(redis));
        System.IO.Directory.CreateDirectory(scene.Folder);
        foreach (var (file, text) in files)
        {
            scene.Write(file, text);
        }

        await scene.StartOperatorAsync();
        return scene;
    }

    public static string Endpoint(string name, string spec = "url: http://127.0.0.1:9/x", string labels = "{}") => $$"""
        apiVersion: postrider.dev/v1alpha1
        kind: Endpoint
        metadata: { name: {{name}}, labels: {{labels}} }
        spec: { {{spec}} }
        ---

        """;

    public static string Topic(string name, string subscribers) => $$"""
        apiVersion: postrider.dev/v1alpha1
        kind: Topic
        metadata: { name: {{name}} }
        spec: { subscribers: [{{subscribers}}] }
        ---

        """;

    public static string Schedule(string name, string destination, string cron = "* * * * *", string more = "") => $$"""
        apiVersion: postrider.dev/v1alpha1
        kind: Schedule
        metadata: { name: {{name}} }
        spec: { cron: "{{cron}}", destination: { {{destination}} } {{more}} }
        ---

        """;

    public static string Secret(string name, string data) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: {{name}}, labels: { postrider.dev/use: "true" } }
        stringData: { {{data}} }
        ---

        """;

    public async Task StartOperatorAsync(params string[] settings)
    {
        program = StartAnother(Folder, settings);
        await program.WaitUntilReadyAsync();
    }

    /// <summary>Starts an operator on the same Redis without waiting.</summary>
    public OperatorProgram StartAnother(string folder, params string[] settings) =>
        OperatorProgram.Start(Redis.Configuration, ["--source=directory", $"--path={folder}", .. settings]);

    public async Task StopOperatorAsync()
    {
        await Program.Process.StopAsync(Eventually.Patience);
        await Program.DisposeAsync();
    }

    public void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Delete(string file) => File.Delete(Path.Combine(Folder, file));

    /// <summary>Takes the whole folder away, or brings it back.</summary>
    public void MoveFolder(string from, string to) => System.IO.Directory.Move(Path.Combine(parent.FullName, from), Path.Combine(parent.FullName, to));

    /// <summary>A definition as the dispatchers read it, by <c>e</c>, <c>t</c> or <c>s</c> and the name; null when there is none.</summary>
    public async Task<JsonNode?> FindAsync(string kind, string name)
    {
        string? json = await Redis.Database.HashGetAsync($"{{reg}}{kind}", $"default/{name}");
        return json is null ? null : JsonNode.Parse(json);
    }

    public Task<JsonNode?> BecomesAsync(string kind, string name, Func<JsonNode?, bool> expected) =>
        Eventually.BecomesAsync(() => FindAsync(kind, name), expected, $"the definition {kind} {name}");

    /// <summary>What <c>GET /resources</c> says of one resource; an empty object when nothing.</summary>
    public async Task<JsonNode> ViewAsync(string kind, string name) =>
        JsonNode.Parse(await Program.GetAsync("/resources"))!.AsArray()
            .FirstOrDefault(view => (string?)view!["kind"] == kind && (string?)view["name"] == name) ?? new JsonObject();

    public Task<JsonNode> HasReasonAsync(string kind, string name, string reason) =>
        Eventually.BecomesAsync(() => ViewAsync(kind, name), view => (string?)view["reason"] == reason, $"{kind} {name} is {reason}", TimeSpan.FromSeconds(15));

    public async Task<long> VersionAsync() => (long)await Redis.Database.StringGetAsync("{reg}v");

    public async ValueTask DisposeAsync()
    {
        if (program is not null)
        {
            await program.DisposeAsync();
        }

        await Redis.DisposeAsync();
        parent.Delete(recursive: true);
    }
}
