using Postrider.ClusterPod;
using Postrider.ClusterPod.Publishing;
using Postrider.ClusterPod.Receiving;

// The application of the cluster's end-to-end run: receives messages on any path, and publishes as many as it is told to.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.ConfigureKestrel(kestrel => Entrances.Open(kestrel, builder.Configuration["TlsFolder"]!));
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PodJson.Default));
builder.Services.AddSingleton<Arrivals>();
builder.Services.AddSingleton<Publisher>();
var application = builder.Build();

// Orders to the pod itself are below `/-/`; everything else is a delivery.
application.MapGet("/-/healthy", () => "ok");
application.MapGet("/-/arrivals", (Arrivals arrivals, string path) => arrivals.Under(path));
application.MapPost("/-/publish", (Publisher publisher, PublishOrder order, CancellationToken cancel) => publisher.PublishAsync(order, cancel));
application.MapFallback((HttpContext context, Arrivals arrivals) => arrivals.TakeAsync(context));
await application.RunAsync();
