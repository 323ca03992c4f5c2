using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Sources.InProcess;

/// <summary>What can be done to brokers and links, as a test would do it.</summary>
internal sealed class InProcessControls(KafkaCluster kafka) : IBrokerControls
{
    /// <summary>A start may wait for others for ever; it goes on when nobody waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Brokers that were killed here, which is more than their state tells.</summary>
    private readonly ConcurrentDictionary<int, bool> _killed = new();

    public IReadOnlyList<CutLink> Cuts =>
    [
        .. kafka.Links.Cuts
            .Where(static cut => cut.From.Broker is not null && cut.To.Broker is not null)
            .Select(static cut => (cut.From.Broker!.Id, Other: cut.To.Broker!.Id))
            .Select(static cut => new CutLink(Math.Min(cut.Id, cut.Other), Math.Max(cut.Id, cut.Other)))
            .Distinct(),
    ];

    /// <summary>What a broker does, in a small word.</summary>
    public string StateOf(KafkaBroker broker)
    {
        var state = broker.State;
        if (state is not KafkaBrokerState.Stopped)
        {
            _killed.TryRemove(broker.Id, out _);
        }

        return _killed.ContainsKey(broker.Id) ? "killed" : state.ToString().ToLowerInvariant();
    }

    public async Task DoAsync(int broker, string action, CancellationToken cancellationToken)
    {
        var target = Find(broker);
        switch (action)
        {
            case "kill":
                ThrowUnless(target, target.IsRunning, "does not run");
                await target.KillAsync(cancellationToken).ConfigureAwait(false);
                _killed[broker] = true;
                break;
            case "stop":
                ThrowUnless(target, target.IsRunning, "does not run");
                await target.StopAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "start":
                ThrowUnless(target, !target.IsRunning, target.IsPaused ? "is paused: resume it" : "runs already");
                await StartAsync(target, cancellationToken).ConfigureAwait(false);
                break;
            case "pause":
                ThrowUnless(target, !target.IsPaused, "is paused already");
                await target.PauseAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "resume":
                ThrowUnless(target, target.IsPaused, "is not paused");
                target.Resume();
                break;
            default:
                throw new PageException(StatusCodes.Status404NotFound, $"Nothing called {action} can be done to a broker.");
        }
    }

    public void Cut(int a, int b) => Between(a, b).Cut();

    public void Heal(int a, int b) => Between(a, b).Heal();

    private static async Task StartAsync(KafkaBroker broker, CancellationToken cancellationToken)
    {
        var starting = broker.StartAsync(cancellationToken);
        try
        {
            await starting.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!starting.IsCompleted)
        {
            // It waits for a majority of controllers perhaps; its state tells.
        }
    }

    private Link Between(int a, int b)
    {
        var (one, other) = (Find(a), Find(b));
        ThrowUnless(one, one != other, "has no link to itself");
        return kafka.Links.Between(one, other);
    }

    private KafkaBroker Find(int id) =>
        kafka.Brokers.FirstOrDefault(broker => broker.Id == id) ?? throw new PageException(StatusCodes.Status404NotFound, $"There is no broker {id}.");

    private static void ThrowUnless(KafkaBroker broker, bool isSo, string why)
    {
        if (!isSo)
        {
            throw new InvalidOperationException($"Broker {broker.Id} {why}.");
        }
    }
}
