using System.Diagnostics;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>
/// The work that a consumed record makes, as a span of the record's trace: see <see cref="Consumer{TKey, TValue}.StartProcessing"/>. Disposing ends it.
/// </summary>
public sealed class Processing : IDisposable
{
    private readonly Activity? _surrounding;

    internal Processing(Activity activity, Activity? surrounding)
    {
        Activity = activity;
        _surrounding = surrounding;
    }

    /// <summary>The span, for tags and events of the application's own.</summary>
    public Activity Activity { get; }

    /// <summary>The work has failed.</summary>
    /// <param name="exception">Why.</param>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Traces.Fail(Activity, exception);
    }

    /// <summary>The work is done.</summary>
    public void Dispose() => Traces.End(Activity, _surrounding);
}
