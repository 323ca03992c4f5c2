using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace MiniKafka.Telemetry.Tests.Traces;

/// <summary>Somebody who listens to MiniKafka's spans, and to those of an application.</summary>
internal sealed class Tracing : IDisposable
{
    private readonly Exported<Activity> _spans = [];
    private readonly ActivitySource _application = new("Application");
    private readonly TracerProvider _provider;

    public Tracing(Sampler? sampler = null) => _provider = Sdk.CreateTracerProviderBuilder()
        .SetSampler(sampler ?? new AlwaysOnSampler())
        .AddSource("MiniKafka")
        .AddSource(_application.Name)
        .AddInMemoryExporter(_spans)
        .Build();

    public IEnumerable<Activity> Spans => _spans;

    public Activity Begin(string name) => _application.StartActivity(name)!;

    public Task<Activity> SpanAsync(string name) => _spans.WaitForAsync(span => span.DisplayName == name, span => span.DisplayName);

    public void Dispose()
    {
        _provider.Dispose();
        _application.Dispose();
    }
}
