namespace Conditional.Bulk;

/// <summary>Stands for a write that could not be made from its source: whoever writes it gets a failure with the exception of the attempt.</summary>
internal sealed class UnmadeWrite(Exception exception) : IBulkWrite
{
    /// <summary>Why there is no write.</summary>
    public Exception Exception => exception;

    TResult IBulkWrite.Accept<TResult>(IBulkWriteVisitor<TResult> visitor) => visitor.VisitUnmade(this);
}
