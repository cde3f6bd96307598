using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Api;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Sources.Directory;

/// <summary>Reads resources from the YAML files of a folder, so that no cluster is needed.</summary>
internal sealed partial class DirectorySource : IResourceSource
{
    private readonly DirectoryOptions options;
    private readonly OperatorMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<DirectorySource> logger;
    private readonly FileStore files;
    private readonly long started;
    private readonly DirectoryValues secrets = DirectoryValues.OfSecrets();
    private readonly DirectoryValues configMaps = DirectoryValues.OfConfigMaps();
    private readonly DirectoryCache<Endpoint> endpoints;
    private readonly DirectoryCache<Topic> topics;
    private readonly DirectoryCache<Schedule> schedules;
    private readonly HashSet<string> ignored = [];
    private readonly HashSet<string> closed = [];
    private volatile Catalog catalog = new([]);
    private volatile bool sound;
    private string? taken;
    private string? emptied;
    private bool missing;

    public DirectorySource(DirectoryOptions options, OperatorMetrics metrics, TimeProvider time, ILogger<DirectorySource> logger)
    {
        (this.options, this.metrics, this.time, this.logger) = (options, metrics, time, logger);
        (files, started) = (new FileStore(options.Emptied), time.GetTimestamp());
        var generations = new Generations();
        endpoints = new(Endpoint.KubeKind, generations);
        topics = new(Topic.KubeKind, generations);
        schedules = new(Schedule.KubeKind, generations);
        Statuses = new DirectoryStatuses(Merge, logger);
    }

    public string Name => "directory";

    public ResourceCache<Endpoint> Endpoints => endpoints.Resources;

    public ResourceCache<Topic> Topics => topics.Resources;

    public ResourceCache<Schedule> Schedules => schedules.Resources;

    public IValueReader Secrets => secrets;

    public IValueReader ConfigMaps => configMaps;

    public bool IsSound => sound;

    public IStatusSink Statuses { get; }

    public async Task RunAsync(CancellationToken cancel)
    {
        using var notices = new FolderNotices(options.Path);
        while (!cancel.IsCancellationRequested)
        {
            await LookAsync(cancel);
            await notices.WaitAsync(options.Poll, cancel);
        }
    }

    // A file that does not parse may be the one that declares it.
    public Task<bool> IsGoneAsync(ResourceKind kind, ResourceName name, CancellationToken cancel) =>
        Task.FromResult(sound && !catalog.Has(KindOf(kind), name));

    private async Task LookAsync(CancellationToken cancel)
    {
        var content = FolderContent.Read(options.Path);
        Missed(content is null);
        if (content is null || content.Hash == taken)
        {
            return;
        }

        for (var since = time.GetTimestamp(); content is not null; content = FolderContent.Read(options.Path))
        {
            await Task.Delay(options.Settle, time, cancel);
            if (FolderContent.Read(options.Path) is { } again && (again.Hash == content.Hash || time.GetElapsedTime(since) >= options.Unsettled))
            {
                Take(again);
                return;
            }
        }
    }

    private void Take(FolderContent content)
    {
        foreach (var problem in files.Take(content, time.GetElapsedTime(started)))
        {
            FileBroken(problem);
        }

        catalog = new Catalog(files.Documents);
        sound = files.IsSound;
        foreach (var problem in secrets.Take(catalog).Concat(configMaps.Take(catalog)))
        {
            SecretRefused(problem);
        }

        endpoints.Take(catalog);
        topics.Take(catalog);
        schedules.Take(catalog);
        taken = files.IsSettled ? content.Hash : null;
        metrics.Heard(Name);
        TellOfGaps(content);
    }

    private void TellOfGaps(FolderContent content)
    {
        if (!files.IsSettled && emptied != content.Hash)
        {
            Emptied(options.Emptied.TotalSeconds);
        }

        emptied = files.IsSettled ? null : content.Hash;
        foreach (var other in files.Others.Where(ignored.Add))
        {
            Ignored(other);
        }

        foreach (var folder in content.Closed.Where(closed.Add))
        {
            FolderClosed(folder);
        }

        closed.IntersectWith(content.Closed);
    }

    private void Missed(bool isMissing)
    {
        if (isMissing && !missing)
        {
            FolderMissing(options.Path);
        }

        missing = isMissing;
        if (isMissing)
        {
            sound = false;
            taken = null; // what comes back is looked at whole
        }
        else
        {
            sound = files.IsSound;
        }
    }

    private JsonObject? Merge(ResourceKind kind, ResourceName name, JsonObject change) => kind switch
    {
        ResourceKind.Endpoint => endpoints.Merge(name, change),
        ResourceKind.Topic => topics.Merge(name, change),
        _ => schedules.Merge(name, change),
    };

    private string KindOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Endpoint => endpoints.Kind,
        ResourceKind.Topic => topics.Kind,
        _ => schedules.Kind,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private partial void FileBroken(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}. Its last good values stay in force.")]
    private partial void SecretRefused(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder {Path} is not there or cannot be read. What was read last stays in force.")]
    private partial void FolderMissing(string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Document} is none of ours and is ignored.")]
    private partial void Ignored(string document);

    [LoggerMessage(Level = LogLevel.Information, Message = "The folder, or a file of it, turned empty. What was read last stays in force for {Seconds} s.")]
    private partial void Emptied(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder {Folder} cannot be looked into. What was read in it last stays in force, and nothing is removed until it can be.")]
    private partial void FolderClosed(string folder);
}
