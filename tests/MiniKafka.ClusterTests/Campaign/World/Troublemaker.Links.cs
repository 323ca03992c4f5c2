using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <content>Trouble with the links between nodes.</content>
internal sealed partial class Troublemaker
{
    /// <summary>Everything from a node, to it, or both, is held back.</summary>
    private void CutOff(SimulatedNode node)
    {
        Totals.Cuts++;
        var way = _random.Next(3);
        var length = _random.Next(500, 9_000);
        _tell($"{(way == 0 ? "nothing leaves" : way == 1 ? "nothing reaches" : "nothing leaves or reaches")} {node.Name} for {length} ms");
        foreach (var other in _names.Where(other => other != node.Name))
        {
            CutFor(length, node.Name, other, isThereCut: way != 1, isBackCut: way != 0);
        }
    }

    private void CutLink()
    {
        Totals.Cuts++;
        var (from, to) = Pair();
        var isOneWay = _random.Next(2) == 0;
        var length = _random.Next(500, 9_000);
        _tell($"the link from {from} to {to} is cut {(isOneWay ? "one way" : "both ways")} for {length} ms");
        CutFor(length, from, to, isThereCut: true, isBackCut: !isOneWay);
    }

    private void CutFor(int length, string one, string other, bool isThereCut, bool isBackCut)
    {
        var (there, back) = (_cluster.Network.Link(one, other), _cluster.Network.Link(other, one));
        if (isThereCut)
        {
            there.Cut();
            Later(length, () => Heal(there));
        }

        if (isBackCut)
        {
            back.Cut();
            Later(length, () => Heal(back));
        }

        static Task Heal(Network.Faults.LinkFaults link)
        {
            link.Heal();
            return Task.CompletedTask;
        }
    }

    /// <summary>The next connection in use between two breaks: at a frame, so that an answer is lost after its request was applied, or in the middle of one.</summary>
    private void BreakLink()
    {
        Totals.Breaks++;
        var (from, to) = Pair();
        var link = _cluster.Network.Link(from, to);
        if (_random.Next(2) == 0)
        {
            var frames = _random.Next(3);
            link.BreakAfterFrames(frames);
            _tell($"the link from {from} to {to} breaks after {frames} frames");
        }
        else
        {
            var bytes = _random.Next(1, 500);
            link.BreakAfterBytes(bytes);
            _tell($"the link from {from} to {to} breaks after {bytes} bytes");
        }
    }

    /// <summary>Every link gets a delay of its own, many of them none.</summary>
    private void SlowDown()
    {
        _tell("links change their delays");
        foreach (var from in _names)
        {
            foreach (var to in _names.Where(to => to != from))
            {
                var isSlow = _random.Next(4) == 0;
                var delay = isSlow ? TimeSpan.FromMilliseconds(_random.Next(1, 40)) : TimeSpan.Zero;
                _cluster.Network.Link(from, to).SetDelay(delay, isSlow ? TimeSpan.FromMilliseconds(_random.Next(20)) : TimeSpan.Zero);
            }
        }
    }

    private (string From, string To) Pair()
    {
        var from = _random.Next(_names.Length);
        var to = (from + 1 + _random.Next(_names.Length - 1)) % _names.Length;
        return (_names[from], _names[to]);
    }
}
